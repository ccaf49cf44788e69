"""What `check` found, in plain words in both languages, for the page that GitHub shows beside a pull request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from macros.model import Problem

MOST = 200
"""Rows: GitHub cuts a summary off at a megabyte, and nobody reads on that far."""
VIETNAMESE = {
    r"private name": "Có tên riêng cần giữ kín. Hãy gọi người đó bằng vai trò.",
    r"is empty$": "Chỗ này còn trống. Hãy viết chữ vào.",
    r"English of|only in English|English here": "Bản tiếng Anh và bản tiếng Việt chưa khớp nhau. Thêm hoặc bỏ cho đủ cặp.",
    r"is missing$|needs at least|does not exist|No page shows": "Còn thiếu một phần. Thêm vào đúng chỗ đã chỉ.",
    r"still open|is called|left out|merged|stands where": "Trạng thái của một đoạn trong tài liệu gốc chưa đúng với các trang dẫn nó.",
    r"There is no|another id now|has no passage|no kind of record": "Tên này không trỏ tới trang hay đoạn nào. Xem lại chính tả.",
    r"outside of|finders|is no key|is structure|stands twice|second time": "Dòng này thừa, trùng hoặc sai tên. Xem gợi ý bên cạnh.",
    r"is no (?:date|whole|id|passage)|reads as|is not a|is neither|is no ": "Giá trị viết chưa đúng dạng. Xem ví dụ bên cạnh.",
    r"comes from|cites a passage": "Chưa rõ ý này từ đâu ra. Ghi đoạn nguồn, hoặc ghi `origin: editorial`.",
    r"is lost$|colon|quote|YAML|tab |not closed|start with|set of keys|line|Brackets|nested|anchor|tag": "Phần đầu tệp giữa hai dòng `---` viết sai cách. Xem gợi ý bên cạnh.",
    r"macro|page calls|comment": "Phần dưới dòng `---` thứ hai chỉ được gọi đúng một lệnh như gợi ý.",
    r"words$|Items at|hides who|not our word|editors' own": "Lời khuyên về câu chữ, không chặn.",
    r"vanished": "Một trang đã biến mất. Khôi phục, hoặc để lại trang chuyển hướng.",
    r"slot": "Chỗ trống trong câu mẫu chưa khớp với danh sách.",
    r"choice|question|situation|scene|reply|path|case|principle|item": "Một đường dẫn giữa các trang còn thiếu hoặc sai. Xem gợi ý bên cạnh.",
}
"""What a problem is about, by its English words; the exact cure stands beside it."""


def vietnamese(what: str) -> str:
    """A problem's words -> what it is about, in Vietnamese."""
    return next(
        (said for words, said in VIETNAMESE.items() if re.search(words, what)),
        "Xem lời tiếng Anh bên cạnh.",
    )


def plain(text: str) -> str:
    """A text that no Markdown or HTML can come out of: a pull request's author wrote parts of it."""
    return (
        re.sub(r"([\\`*_{}\[\]()#+!|~@:/-])", r"\\\1", text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\n", " ")
    )


def markdown(problems: Sequence[Problem], count: int) -> str:
    """Problems and the number of records -> the summary."""
    ordered = sorted(problems, key=lambda one: (one.level, one.at.path, one.at.line))
    errors = sum(one.level == "error" for one in ordered)
    advice = len(ordered) - errors
    lines = [
        "## Kiểm tra nội dung · Content check",
        "",
        f"Đã đọc {count} trang: **{f'còn {errors} chỗ phải sửa' if errors else 'không có lỗi nào chặn'}**, {advice} lời khuyên (không chặn).",
        "",
        f"{count} records read: **{errors or 'no'} error{'s' * (errors != 1)} to mend**, {advice} warning{'s' * (advice != 1)} (they block nothing).",
    ]
    if ordered:
        lines += [
            "",
            "Lỗi máy móc (dấu, xuống dòng, thứ tự) thì `python3 -m scripts check --fix` tự sửa. "
            "What is mechanical, `python3 -m scripts check --fix` mends.",
            "",
            "| | Ở đâu · Where | Chuyện gì | What, and the cure |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| {'❌' if one.level == 'error' else '💡'} | {plain(f'{one.at.path}:{one.at.line}')} | {vietnamese(one.what)} | {plain(one.what)}. {plain(one.cure)} |"
            for one in ordered[:MOST]
        ]
        if len(ordered) > MOST:
            lines.append(
                f"| | | … và {len(ordered) - MOST} dòng nữa | … and {len(ordered) - MOST} more |"
            )
    return "\n".join(lines) + "\n"
