"""Official lists that profile fields are chosen from: industries, districts, reporting units, sizes.

Industries: GB/T 4754-2017, two-digit divisions. The enterprise type beside a manufacturing division is our suggestion, never applied
without asking; an empty one means that the division holds both. Districts: GB/T 2260. Reporting units and sizes: notice
沪经信制〔2022〕529号 and its annex 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register; `suggests` is the enterprise type of an industry, where one is likely."""

    id: str
    zh: str
    en: str
    suggests: str = ""

    def name(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.zh


def _entry(row: str) -> Entry:
    code, zh, en, suggests = (part.strip() for part in row.split("|"))
    return Entry(code, zh, en, suggests)


def _entries(table: str) -> tuple[Entry, ...]:
    return tuple(_entry(row) for row in table.strip().splitlines())


INDUSTRIES = _entries(
    """
    C13|农副食品加工业|Processing of agricultural food|process
    C14|食品制造业|Food|process
    C15|酒、饮料和精制茶制造业|Alcohol, beverages and refined tea|process
    C16|烟草制品业|Tobacco|process
    C17|纺织业|Textiles|
    C18|纺织服装、服饰业|Garments and apparel|discrete
    C19|皮革、毛皮、羽毛及其制品和制鞋业|Leather, fur, feather products and footwear|discrete
    C20|木材加工和木、竹、藤、棕、草制品业|Wood, bamboo, rattan and straw products|discrete
    C21|家具制造业|Furniture|discrete
    C22|造纸和纸制品业|Paper and paper products|process
    C23|印刷和记录媒介复制业|Printing and recorded media|discrete
    C24|文教、工美、体育和娱乐用品制造业|Articles for culture, education, crafts, sports and leisure|discrete
    C25|石油、煤炭及其他燃料加工业|Petroleum, coal and other fuels|process
    C26|化学原料和化学制品制造业|Chemicals and chemical products|process
    C27|医药制造业|Pharmaceuticals|process
    C28|化学纤维制造业|Chemical fibres|process
    C29|橡胶和塑料制品业|Rubber and plastics|
    C30|非金属矿物制品业|Non-metallic mineral products|process
    C31|黑色金属冶炼和压延加工业|Smelting and rolling of ferrous metals|process
    C32|有色金属冶炼和压延加工业|Smelting and rolling of non-ferrous metals|process
    C33|金属制品业|Metal products|discrete
    C34|通用设备制造业|General machinery|discrete
    C35|专用设备制造业|Special machinery|discrete
    C36|汽车制造业|Motor vehicles|discrete
    C37|铁路、船舶、航空航天和其他运输设备制造业|Railway, ship, aerospace and other transport equipment|discrete
    C38|电气机械和器材制造业|Electrical machinery and equipment|discrete
    C39|计算机、通信和其他电子设备制造业|Computers, communication and other electronic equipment|discrete
    C40|仪器仪表制造业|Instruments and meters|discrete
    C41|其他制造业|Other manufacturing|discrete
    C42|废弃资源综合利用业|Recovery of waste resources|process
    C43|金属制品、机械和设备修理业|Repair of metal products, machinery and equipment|discrete
    A01|农业|Farming|
    A02|林业|Forestry|
    A03|畜牧业|Animal husbandry|
    A04|渔业|Fishery|
    A05|农、林、牧、渔专业及辅助性活动|Support of farming, forestry, husbandry and fishery|
    B06|煤炭开采和洗选业|Coal mining and washing|
    B07|石油和天然气开采业|Oil and gas extraction|
    B08|黑色金属矿采选业|Ferrous ore mining|
    B09|有色金属矿采选业|Non-ferrous ore mining|
    B10|非金属矿采选业|Non-metal ore mining|
    B11|开采专业及辅助性活动|Support of mining|
    B12|其他采矿业|Other mining|
    D44|电力、热力生产和供应业|Electricity and heat|
    D45|燃气生产和供应业|Gas|
    D46|水的生产和供应业|Water|
    E47|房屋建筑业|Construction of buildings|
    E48|土木工程建筑业|Civil engineering|
    E49|建筑安装业|Building installation|
    E50|建筑装饰、装修和其他建筑业|Building decoration and other construction|
    F51|批发业|Wholesale|
    F52|零售业|Retail|
    G53|铁路运输业|Railway transport|
    G54|道路运输业|Road transport|
    G55|水上运输业|Water transport|
    G56|航空运输业|Air transport|
    G57|管道运输业|Pipeline transport|
    G58|多式联运和运输代理业|Multimodal transport and forwarding|
    G59|装卸搬运和仓储业|Handling and storage|
    G60|邮政业|Post|
    H61|住宿业|Accommodation|
    H62|餐饮业|Catering|
    I63|电信、广播电视和卫星传输服务|Telecommunications, broadcasting and satellite services|
    I64|互联网和相关服务|Internet services|
    I65|软件和信息技术服务业|Software and information technology|
    J66|货币金融服务|Monetary services|
    J67|资本市场服务|Capital market services|
    J68|保险业|Insurance|
    J69|其他金融业|Other finance|
    K70|房地产业|Real estate|
    L71|租赁业|Leasing|
    L72|商务服务业|Business services|
    M73|研究和试验发展|Research and development|
    M74|专业技术服务业|Professional technical services|
    M75|科技推广和应用服务业|Promotion and application of technology|
    N76|水利管理业|Water conservancy|
    N77|生态保护和环境治理业|Environmental protection|
    N78|公共设施管理业|Public facilities|
    N79|土地管理业|Land management|
    O80|居民服务业|Services to residents|
    O81|机动车、电子产品和日用产品修理业|Repair of vehicles, electronics and household goods|
    O82|其他服务业|Other services|
    P83|教育|Education|
    Q84|卫生|Health|
    Q85|社会工作|Social work|
    R86|新闻和出版业|News and publishing|
    R87|广播、电视、电影和录音制作业|Broadcasting, film and sound recording|
    R88|文化艺术业|Culture and art|
    R89|体育|Sports|
    R90|娱乐业|Entertainment|
    S91|中国共产党机关|Organs of the Communist Party of China|
    S92|国家机构|State organs|
    S93|人民政协、民主党派|CPPCC and democratic parties|
    S94|社会保障|Social security|
    S95|群众团体、社会团体和其他成员组织|Social organisations|
    S96|基层群众自治组织及其他组织|Grass-roots organisations|
    T97|国际组织|International organisations|
    """
)

DISTRICTS = _entries(
    """
    310115|浦东新区|Pudong|
    310101|黄浦区|Huangpu|
    310106|静安区|Jing'an|
    310104|徐汇区|Xuhui|
    310105|长宁区|Changning|
    310107|普陀区|Putuo|
    310109|虹口区|Hongkou|
    310110|杨浦区|Yangpu|
    310113|宝山区|Baoshan|
    310112|闵行区|Minhang|
    310114|嘉定区|Jiading|
    310116|金山区|Jinshan|
    310117|松江区|Songjiang|
    310118|青浦区|Qingpu|
    310120|奉贤区|Fengxian|
    310151|崇明区|Chongming|
    """
)

UNITS = _entries(
    """
    district|所在区经委（商务委）|The district's commission|
    lingang|临港新片区管委会|Lin-gang Special Area|
    chemical|化学工业区管委会|Shanghai Chemical Industry Park|
    changxing|长兴岛管委会|Changxing Island|
    group|企业集团|The enterprise's group|
    """
)

CITIES = _entries("shanghai|上海市|Shanghai|")
"""The one unit above all others, as it is called."""

NATURES = _entries(
    """
    producer|生产企业|Manufacturer|
    other|其他企业|Other|
    """
)

SIZES = _entries(
    """
    s1|20 人以下|Under 20 people|
    s2|20–50 人|20 to 50 people|
    s3|50–100 人|50 to 100 people|
    s4|100–200 人|100 to 200 people|
    s5|200 人以上|Over 200 people|
    """
)


def entry(register: Sequence[Entry], id_: str) -> Entry | None:
    """The row with this id, or nothing."""
    return next((row for row in register if row.id == id_), None)


def search(register: Sequence[Entry], text: str) -> tuple[Entry, ...]:
    """The rows meant by a code (`36`, `C36`) or by part of a name; an exact name comes alone."""
    wanted = text.strip().casefold()
    exact = tuple(row for row in register if wanted in {row.id.casefold(), row.id[1:].casefold(), row.zh, row.en.casefold()})
    if exact:
        return exact
    return tuple(row for row in register if _mentions(row, wanted))


def _mentions(row: Entry, wanted: str) -> bool:
    if not wanted:
        return False
    letters = wanted.replace("行业", "").replace("业", "").replace("制造", "") or wanted
    return letters in row.zh or (len(wanted) > 2 and wanted in row.en.casefold())
