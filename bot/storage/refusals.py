"""What storage says to people, in Chinese and English: what happened, that nothing was lost, what to do. Raises nothing itself."""

from __future__ import annotations

from bot.ports import StorageRefused, StorageUnavailable

_FULL = ("full", "no space left", "disk i/o error", "could not extend", "could not write")


def unavailable(error: BaseException) -> StorageUnavailable:
    """The error for a database that cannot keep anything now; the driver's own words stay in the cause, they may name rows and hosts.

    A full disk is named as such, even where it hides behind an input/output error.
    """
    if any(sign in str(error).lower() for sign in _FULL):
        return StorageUnavailable(
            "数据库现在无法写入，可能是磁盘已满，这一步没有保存。此前保存的内容没有丢失；请腾出磁盘空间后再试，程序无需重启。",
            "The database cannot be written now, the disk may be full; this step was not kept. What was kept before is not lost. Make room"
            " and try again, no restart is needed.",
        )
    return StorageUnavailable(
        "数据库现在无法使用，这一步没有保存。此前保存的内容没有丢失；请稍后再试。",
        "The database cannot be used now and this step was not kept. What was kept before is not lost; please try again later.",
    )


def queue_full() -> StorageUnavailable:
    """The error for more waiting work than the store takes on."""
    return StorageUnavailable(
        "现在请求太多，这一步没有保存。此前保存的内容没有丢失；请稍后再试。",
        "There are too many requests now and this step was not kept. What was kept before is not lost; please try again later.",
    )


def unknown_address(shown: str) -> StorageRefused:
    """The refusal of an address that names no database this program knows; `shown` must not hold a password."""
    return StorageRefused(
        f"不认识数据库地址“{shown}”。请使用 sqlite:///文件路径 或 postgresql+psycopg://…（环境变量 ZHIPING_DATABASE_URL）。",
        f'The database address "{shown}" is not known. Use sqlite:///path or postgresql+psycopg://… (variable ZHIPING_DATABASE_URL).',
    )


def not_there(shown: str) -> StorageRefused:
    """The refusal to read a database that has not been made yet."""
    return StorageRefused(
        f"数据库“{shown}”还不存在或还没有内容。请先运行一次 zhiping chat 或 zhiping migrate。",
        f'The database "{shown}" does not exist yet or is empty. Run zhiping chat or zhiping migrate first.',
    )


def in_use(shown: str) -> StorageRefused:
    """The refusal of a file that another process writes."""
    return StorageRefused(
        f"数据库“{shown}”正被另一个 zhiping 进程使用，请先停止那个进程；数据没有丢失。",
        f'The database "{shown}" is in use by another zhiping process; stop that one first. Nothing is lost.',
    )


def unreachable(shown: str) -> StorageRefused:
    """The refusal of a path that cannot be read or written, whether by rights, by a missing folder or by a full disk."""
    return StorageRefused(
        f"无法打开数据库文件“{shown}”。请检查目录是否存在、是否有读写权限、磁盘是否已满；数据没有改动。",
        f'The database file "{shown}" cannot be opened. Check that the folder exists, that it may be read and written, and that the disk'
        " is not full; nothing was changed.",
    )


def damaged(shown: str, reason: str) -> StorageRefused:
    """The refusal of a file that is no sound database; says how to restore."""
    return StorageRefused(
        f"数据库“{shown}”已损坏或不是本程序的数据库（{reason}），程序没有打开也没有改动它。请停止程序，把该文件连同同名的 -wal、-shm"
        f" 文件移到别处，再用自己的备份或旁边的“{shown}.before-…”副本恢复到原位置。",
        f'The database "{shown}" is damaged or not one of this program ({reason}); it was neither opened nor changed. Stop the program,'
        f" move the file and its -wal and -shm files away, then put your own backup or a copy named {shown}.before-… in its place.",
    )


def newer(shown: str) -> StorageRefused:
    """The refusal of a schema that a later version of the program made."""
    return StorageRefused(
        f"数据库“{shown}”由更新版本的程序建立，本版本不会打开它；数据没有改动。请安装新版本，或用升级前的副本“{shown}.before-…”恢复。",
        f'The database "{shown}" was made by a newer version of the program; this version does not open it and changed nothing. Install'
        f" the newer version, or restore the copy {shown}.before-… that was made before the upgrade.",
    )


def old(shown: str) -> StorageRefused:
    """The refusal of a schema that has to be migrated first."""
    return StorageRefused(
        f"数据库“{shown}”的结构较旧或还没有建立，数据没有改动。请先备份，再运行 zhiping migrate。",
        f'The database "{shown}" has an older schema or none; nothing was changed. Make a backup, then run zhiping migrate.',
    )


def library_too_old(version: str) -> StorageRefused:
    """The refusal of an SQLite library that lacks what the statements need."""
    return StorageRefused(
        f"SQLite 版本 {version} 过旧，需要 3.24 或更高版本。请升级 Python 或 SQLite；数据没有改动。",
        f"SQLite {version} is too old; version 3.24 or later is needed. Upgrade Python or SQLite; nothing was changed.",
    )
