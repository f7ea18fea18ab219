"""Builds the extension module with the library inside: lib/build.sh makes the library."""

import os
import pathlib
import re
import subprocess

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def version():
    return re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]


class WithLibrary(build_ext):
    """Links the static library, and hides its symbols."""

    def build_extension(self, extension):
        built = os.environ.get("OXSOCK_LIBRARY") or subprocess.run(
            [ROOT / "lib" / "build.sh"], check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()
        extension.extra_objects = [os.path.join(built, "liboxsock.a")]
        super().build_extension(extension)


# setuptools has to run in the directory of the sources, with relative paths.
os.chdir(HERE)
sources = sorted(f"src/{path.name}" for path in (HERE / "src").glob("*.c"))
headers = ["src/native.h", str(ROOT / "include" / "oxsock.h")]

setup(
    version=version(),
    cmdclass={"build_ext": WithLibrary},
    ext_modules=[
        Extension(
            "oxsock._native",
            sources,
            depends=headers,
            include_dirs=[str(ROOT / "include")],
            py_limited_api=True,
            extra_compile_args=["-std=gnu11", "-fvisibility=hidden", "-Wall", "-Wextra"],
            extra_link_args=["-Wl,--exclude-libs,ALL", "-Wl,-z,relro,-z,now", "-s"],
            libraries=["pthread", "dl"],
        )
    ],
)
