"""A tiny valid rule pack as tables; the edits of the tiny bank spoil it. Rows are numbered as an author sees them."""

from __future__ import annotations

from copy import deepcopy

from question_bank.layout import Frame
from question_bank.programmes.draft import PackDraft
from question_bank.programmes.drafting import draft_of
from question_bank.programmes.layout import LAYOUTS
from question_bank.programmes.model import Programme
from question_bank.programmes.reading import ReadPack, read_pack
from question_bank.reading.tidying import tidied
from tests.question_bank.tiny import Edit, Tables, as_sheets, tables

TINY_PACK = {
    "programme": """setting,value,value@en
id,tiny-2025,
version,1.0.0,
language,zh,
languages,"zh,en",
title,小项目申报,A tiny programme
short,小项目,Tiny
summary,试一试,A trial
notice_number,测〔2025〕1号,
notice_title,关于小项目的通知,Notice on a tiny programme
issuer,某委,A commission
issued,2025-06-01,
purpose,apply,
subject,enterprise,
recognises,recognised,
""",
    "tracks": "id,rank,name,name@en\nplain,1,基础级,Plain\nfine,2,先进级,Fine\n",
    "windows": """id,name,name@en,opens,closes,clause
first,第一批,First,2025-07-01,2025-08-15,二.1
second,第二批,Second,,2025年12月31日,二.1
""",
    "quotas": "number,recognised,clause\n10,,二.2\n12,30,二.2\n",
    "choices": """list,key,name,name@en,group,heading,heading@en,gist,gist@en
sectors,cars,汽车,Cars,,,,,
sectors,ships,船舶,Ships,,,,,
sectors,other,其他,Other,,,,,
scenes,s1,工艺设计,Design,design,研发,Research,数字化设计,Digital design
scenes,s2,排产,Planning,making,生产,Making,自动排产,Planned by itself
scenes,s3,质检,Testing,making,生产,Making,在线检测,Tested in line
scenes,s4,仓储,Storage,managing,运营,Running,智能仓储,Smart storage
""",
    "facts": """id,kind,name,name@en,ask,ask@en,hint,hint@en,unit,unit@en,choices,low,high,source,suggested,clause,form_only
legal_person,flag,独立法人,Legal person,是独立法人吗？,Is it a legal person?,,,,,,,,,,一.1,
recognised,flag,已获评,Recognised,已经获评了吗？,Is it recognised already?,,,,,,,,,,一.1,
level,number,自评等级,Level,自评几级？,Which level?,,,,,,0,5,run.level,,一.3,
output,number,产值,Output,产值多少？,What is the output?,上一年,Last year,万元,"10,000 yuan",,0,,profile.sales,yes,一.2,
founded,date,成立日期,Founded,何时成立？,When was it founded?,,,,,,,,,,一.2,
sector,choice,行业,Sector,哪个行业？,Which sector?,,,,,sectors,,,profile.sector,yes,一.2,
scenes,choices,场景,Scenes,有哪些场景？,Which scenes?,,,,,scenes,,,,,一.4,
guidance,flag,行业指导文件,Guidance,满足行业指导文件吗？,Is the guidance met?,,,,,,,,,,一.3,
accident,flag,重大事故,Accident,有重大事故吗？,Was there an accident?,,,,,,,,,,一.5,
factory_name,text,工厂名称,Factory,工厂叫什么？,What is it called?,,,,,,,,,,附件,yes
""",
    "conditions": """id,parent,track,clause,text,text@en,remedy,remedy@en,force,mendable,join,fact,operator,values,confidence
legal,,,一.1,是独立法人,Is a legal person,,,,no,,legal_person,is,是,
fresh,,,一.1,没有获评过,Not recognised yet,,,,no,,recognised,is,no,
money,,,一.2,产值一亿元以上,Output of 100 million,提高产值,Raise the output,principle,,,output,>=,10000,0.8
old,,,一.2,成立满五年,Five years old,等满五年,Wait,,,,founded,aged,5;2025-08-15,
kind,,,一.2,重点行业,A key sector,,,preferred,,,sector,one_of,cars;ships,
mature,,,一.3,达到三级或符合指导文件,Level 3 or the guidance,做到三级,Reach level 3,,,any,,,,
mature_level,mature,,一.3,自评三级,Level 3,,,,,,level,≥,3,
mature_guidance,mature,,一.3,符合指导文件,Guidance,,,,,,guidance,is,yes,
safe,,,一.5,没有重大事故,No accident,,,,,none,,,,
accident_free,safe,,一.5,有重大事故,An accident,,,,no,,accident,is,yes,
breadth,,plain,一.4,覆盖生产,Covers making,补上生产环节的场景,Add a scene of making,,,,scenes,covers,making,
wide,,fine,一.4,覆盖生产和运营，场景三个,Making and running and three scenes,补上场景,Add scenes,,,all,,,,
wide_cover,wide,,一.4,覆盖生产和运营,Making and running,,,,,,scenes,covers,making;managing,
wide_count,wide,,一.4,场景三个以上,Three scenes,,,,,,scenes,counts,3,
""",
    "forms": """id,name,name@en,format,scope,clause,font,points,pitch,landscape
info,信息表,Information,docx,,附件 3,仿宋_GB2312,16,27,
list,汇总表,List,xlsx,list,附件 5,,,,是
""",
    "parts": """form,kind,label,label@en,fact,note,note@en,required,width
info,title,信息表,Information,,,,,
info,field,企业名称,Name,profile.name,按执照填,As in the licence,yes,50
info,field,工厂名称,Factory,factory_name,,,yes,50
list,column,序号,No.,rank,,,,6
list,column,产值,Output,output,,,,12.5
""",
    "rules": """form,id,target,check,values,quote,quote@en,clause
info,name_ends,factory_name,ends_with,智能工厂,以智能工厂结尾,ends in 智能工厂,附件 4
info,level,level,level_at_least,3,三级及以上,level 3 or above,一.3
""",
}


def read_pack_tables(given: Tables) -> ReadPack:
    """Reads tables as the formats do: problems of shape and of meaning together."""
    return read_pack(*as_sheets(given))


def spoilt_pack(*edits: Edit) -> Tables:
    """The tiny pack after these edits."""
    given = deepcopy(tables(TINY_PACK))
    for edit in edits:
        edit(given)
    return given


def tiny(*edits: Edit) -> Programme:
    """The tiny programme after these edits; raises what is wrong with it."""
    reading = read_pack_tables(spoilt_pack(*edits))
    assert reading.programme is not None, [problem.text("en") for problem in reading.problems]
    return reading.programme


def faulty(*edits: Edit) -> PackDraft:
    """The tiny programme after these edits as far as it can be read, whatever is wrong with it."""
    sheets, _ = as_sheets(spoilt_pack(*edits))
    return draft_of(tidied(sheets, LAYOUTS, Frame(others=("en",))).sheets, ("en",))[0]
