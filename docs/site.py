#!/usr/bin/env python3
"""Make the documentation as a site in HTML: docs/site.py [DIRECTORY], by default target/site.

Its pages are the README, the guides, the bindings' READMEs, the manual pages (which are made from the
source, as for installing) and the other documents of the tree, put together by mdBook. Prints the first page's
path. Needs python3, mandoc, and mdbook (cargo install mdbook --locked).
"""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ["posix", "loops", "faults", "oxsock-run", "binding"]
BINDINGS = [f"bindings/{name}/README.md"
            for name in ("cpp", "python", "node", "go", "java", "luajit", "ruby")]
DOCUMENTS = ["docs/oxsock-run-programs.md", "bench/README.md", "CHANGELOG.md", "SECURITY.md",
             "CONTRIBUTING.md", "docs/mutants.md"]
NO_FUNCTIONS = ["oxsock.7", "oxsock-endpoint.7", "oxsock-faults.7", "oxsock-run.1"]
MARK = "(here is the example)"
BOOK = """[book]
title = "oxsock"
description = "The sockets API of POSIX, without its traps"
language = "en"

[output.html]
no-section-label = true
default-theme = "light"
additional-css = ["manual.css"]

[output.html.fold]
enable = true
level = 0
"""
STYLE = """:root { --content-max-width: 920px; }
.content .manual dl dd { margin-block-end: 0.8em; }
.content .manual pre { padding: 1rem; font-size: 1.3rem; background: var(--quote-bg); overflow-x: auto; }
.content .manual table { margin: 0; }
"""


def main():
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/site").resolve()
    with tempfile.TemporaryDirectory() as scratch:
        book = Path(scratch)
        source = book / "src"
        source.mkdir()
        (book / "book.toml").write_text(BOOK)
        (book / "manual.css").write_text(STYLE)
        titles = write_documents(source)
        (source / "SUMMARY.md").write_text(contents(titles, write_manual(book, source)))
        shutil.rmtree(target, ignore_errors=True)
        mdbook = os.environ.get("MDBOOK", "mdbook")
        subprocess.run([mdbook, "build", book, "--dest-dir", target], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    check_links(target)
    print(target / "index.html")


def title(markdown):
    return markdown.split("\n", 1)[0].removeprefix("# ")


def write_documents(source):
    """The documents in Markdown, at the places that they have in the tree: their titles."""
    places = ["README.md"] + [f"docs/guides/{name}.md" for name in GUIDES] + BINDINGS + DOCUMENTS
    titles = {}
    for place in places:
        text = (ROOT / place).read_text()
        titles[place] = title(text)
        page = source / place
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(linked(text, place, places))
    return titles


def contents(titles, manual):
    """The table of contents; the manual's entries are given."""
    guides = [f"docs/guides/{name}.md" for name in GUIDES]
    lines = ["# Summary", "", "[oxsock](README.md)", "", "# Guides", ""]
    lines += [f"- [{titles[place]}]({place})" for place in guides]
    lines += ["", "# Bindings", ""]
    lines += [f"- [{titles[place].removeprefix('oxsock for ')}]({place})" for place in BINDINGS]
    lines += ["", "# Manual", ""] + manual + ["", "# About", ""]
    lines += [f"- [{titles[place]}]({place})" for place in DOCUMENTS]
    return "\n".join(lines) + "\n"


def linked(text, place, places):
    """The text with what it links to in the tree, but is not on the site, as plain text."""
    def link(match):
        words, to = match.groups()
        if "://" in to or to.startswith("#"):
            return match[0]
        end = os.path.normpath(os.path.join(os.path.dirname(place), to.split("#")[0]))
        if f"{end}/README.md" in places:
            to, end = f"{to}/README.md", f"{end}/README.md"
        if end in places:
            return f"[{words}]({to.replace('README.md', 'index.md')})"  # as mdBook calls it
        page = Path(end)
        if not (ROOT / page).exists():
            sys.exit(f"{place}: a link that leads nowhere: {match[2]}")
        if page.name in NO_FUNCTIONS:
            depth = "../" * place.count("/")
            return f"[{words}]({depth}man/{page.name}.md)"
        return words
    return re.sub(r"\[([^\]\n]+)\]\(([^)\s]+)\)", link, text)


def write_manual(book, source):
    """The manual pages: their entries in the table of contents."""
    pages = book / "pages"
    library = subprocess.run([ROOT / "lib/build.sh"], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.strip()
    subprocess.run(["cargo", "run", "--quiet", "--package", "oxsock-describe", "--manifest-path",
                    ROOT / "Cargo.toml", "--", pages, f"{library}/liboxsock.so"], check=True)
    homes = {}  # of each name, as ox_send(3), the page that it is on
    files = {}
    for file in [*sorted(pages.glob("man*/*")), ROOT / "docs/oxsock-run.1"]:
        request = re.match(r"\.so man\d/(.*)", file.read_text())
        homes[name_of(file.name)] = request[1] if request else file.name
        if not request:
            files[file.name] = file
    (source / "man").mkdir()
    for name, file in files.items():
        (source / "man" / f"{name}.md").write_text(manual_page(file, homes))

    introduction = (pages / "man7/oxsock.7").read_text()
    order = re.findall(r"^\.BR (ox_\w+) \(3\)\n(.*)", introduction.split(".SH FUNCTIONS")[1], re.M)
    lines = [f"- [{name_of(name)}](man/{name}.md)"
              for name in NO_FUNCTIONS]
    lines += [f"- [{name}: {plain(about)}](man/{name}.3.md)" for name, about in order]
    missing = set(files) - {f"{name}.3" for name, _ in order}
    if missing != set(NO_FUNCTIONS):
        sys.exit(f"manual pages that are not in the contents: {missing}")
    return lines


def name_of(file):
    name, section = file.rsplit(".", 1)
    return f"{name}({section})"


def plain(roff):
    """A line of roff without its requests for fonts and dashes."""
    line = re.sub(r"\\f[BIPR]|\\&", "", roff).replace("\\-", "-").rstrip(".")
    return line[0].lower() + line[1:] if not line[:2].isupper() else line


def manual_page(file, homes):
    """A page of roff as Markdown, which is HTML but for its title and its example."""
    fragment = subprocess.run(["mandoc", "-T", "html", "-O", "fragment", file], check=True,
                              text=True, stdout=subprocess.PIPE).stdout
    fragment = re.sub(r'<table class="(head|foot)">.*?</table>\n', "", fragment, flags=re.S)
    fragment = fragment.replace("\n<br/>\n", "\n")  # of mandoc's, before lines that are indented
    for level in (2, 1):
        fragment = re.sub(rf'<h{level} class="S[hs]" id="([^"]*)"><a [^>]*>(.*?)</a></h{level}>',
                          lambda it: f'<h{level + 1} id="{it[1]}">{heading(it[2])}</h{level + 1}>',
                          fragment, flags=re.S)
    fragment = re.sub(r'(<dt[^>]*>)<a class="permalink"[^>]*>(.*?)</a></dt>', r"\1\2</dt>", fragment,
                      flags=re.S)
    fragment = re.sub(r"<b>([\w-]+)</b>\((\d)\)", lambda it: reference(it, homes), fragment)
    fragment = re.sub(r"<b>(ox_\w+)</b>(?!\()", lambda it: reference(it, homes), fragment)
    if file.name == "oxsock.7":  # its table of the functions
        fragment = re.sub(r"(?<=<pre>)Lifecycle.*?(?=</pre>)", lambda it: re.sub(
            r"(ox_\w+)", lambda name: reference(name, homes), it[0]), fragment, flags=re.S)
    fragment = re.sub(r'^<div class="manual-text">\n(.*)</div>$', r"\1", fragment.strip(), flags=re.S)
    fragment, count = re.subn(r'<div class="Bd-indent">\n<pre>(?:/\*[^<]*)?#.*?</pre>\n</div>', MARK,
                              fragment, flags=re.S)
    # An empty line would end the HTML.
    fragment = re.sub(r"\n(?=\n)", "\n<span></span>", fragment)
    example = ROOT / "describe/examples" / f"{file.stem}.c"
    if example.exists() != (count == 1):
        sys.exit(f"{file.name}: {count} examples")
    if example.exists():
        # For Markdown, what is open around it is closed, and opened again.
        code = f"```c\n{example.read_text()}```"
        around = ('</section>\n</div>\n\n', '\n\n<div class="manual">\n<section>\n')
        fragment = fragment.replace(MARK, code.join(around))
    return f'# {name_of(file.name)}\n\n<div class="manual">\n{fragment}\n</div>\n'


def check_links(site):
    """Each link within the site leads to a page of it, and to a place on that page."""
    pages = {page: page.read_text() for page in site.rglob("*.html")}
    broken = set()
    for page, text in pages.items():
        for link in re.findall(r'<a [^>]*href="([^":]*)"', text):
            to, _, place = html.unescape(link).partition("#")
            end = (page.parent / to).resolve() if to else page
            is_there = end in pages if end.suffix == ".html" else end.exists()
            if not is_there or place and f'id="{place}"' not in pages.get(end, ""):
                broken.add(f"{page.relative_to(site)}: {link}")
    if broken:
        sys.exit("links that lead nowhere:\n" + "\n".join(sorted(broken)))


def heading(text):
    """NAME as Name."""
    text = " ".join(text.split())
    return text.capitalize() if text.isupper() else text


def reference(match, homes):
    """A reference to a page of oxsock's as a link."""
    name = match[1]
    section = match[2] if match.lastindex == 2 else "3"
    home = homes.get(f"{html.unescape(name)}({section})")
    return f'<a href="{home}.html">{match[0]}</a>' if home else match[0]


main()
