//! CMake and Meson projects that use the installation.

use crate::installed::Installed;
use crate::{support, VERSION};
use std::process::Command;

/// A CMake project of two programs, which are run by its target `check`.
const CMAKE: &str = "
cmake_minimum_required(VERSION 3.13)
project(uses_oxsock C)
FIND
foreach(kind KINDS)
    add_executable(${kind} program.c)
    target_link_libraries(${kind} oxsock::${kind})
    list(APPEND commands COMMAND ${kind})
endforeach()
add_custom_target(check ${commands})
";

const MESON: &str = "
project('uses_oxsock', 'c')
program = executable('program', 'program.c', dependencies: dependency('oxsock', version: '>=0.1'))
test('program', program)
";

/// The project with this way to find oxsock, linked to these targets.
pub fn cmake_lists(find: &str, kinds: &str) -> String {
    CMAKE.replace("FIND", find).replace("KINDS", kinds)
}

pub fn cmake_by_find_package(installed: &Installed) -> Result<(), String> {
    let lists = cmake_lists(
        &format!("find_package(oxsock {VERSION} REQUIRED)"),
        "oxsock static",
    );
    let project = installed.project("find_package", "CMakeLists.txt", &lists)?;
    installed.cmake(&project)?;
    let linked = support::succeed(
        Command::new("readelf")
            .arg("--dynamic")
            .args(["oxsock", "static"].map(|name| project.join("build").join(name))),
    )?;
    match linked.matches("[liboxsock.so.0]").count() {
        1 => Ok(()),
        count => Err(format!(
            "{count} of the two programs have the shared object"
        )),
    }
}

/// Check that a project with this way to look for oxsock finds it, or is rejected with this
/// message.
fn looks(
    installed: &Installed,
    name: &str,
    find: &str,
    refused: Option<&str>,
) -> Result<(), String> {
    let project = installed.project(name, "CMakeLists.txt", &cmake_lists(find, "oxsock"))?;
    match (installed.cmake(&project), refused) {
        (Ok(()), None) => Ok(()),
        (Err(complaint), Some(refused)) if complaint.contains(refused) => Ok(()),
        (result, _) => Err(format!("{find}: {result:?}")),
    }
}

const WRONG_VERSION: Option<&str> = Some("oxsock-config.cmake, version: ");

pub fn cmake_refuses_a_newer_version(installed: &Installed) -> Result<(), String> {
    for newer in ["0.99", "1"] {
        let find = format!("find_package(oxsock {newer} REQUIRED)");
        looks(installed, &format!("newer-{newer}"), &find, WRONG_VERSION)?;
    }
    Ok(())
}

pub fn cmake_takes_a_range_of_versions(installed: &Installed) -> Result<(), String> {
    let ranges = [
        ("0.0...0.0.9", WRONG_VERSION),
        ("0.0...<0.1", WRONG_VERSION),
        ("0.0...<0.1.1", None),
        ("0.1...1", None),
        ("1...2", WRONG_VERSION),
    ];
    for (i, (range, refused)) in ranges.into_iter().enumerate() {
        let find = format!("cmake_policy(VERSION 3.19)\nfind_package(oxsock {range} REQUIRED)");
        looks(installed, &format!("range-{i}"), &find, refused)?;
    }
    Ok(())
}

pub fn cmake_knows_its_components(installed: &Installed) -> Result<(), String> {
    let wishes = [
        ("COMPONENTS oxsock static cpp", None),
        ("OPTIONAL_COMPONENTS nothing", None),
        ("COMPONENTS nothing", Some("no component nothing")),
    ];
    for (i, (wanted, refused)) in wishes.into_iter().enumerate() {
        let find = format!("find_package(oxsock REQUIRED {wanted})");
        looks(installed, &format!("components-{i}"), &find, refused)?;
    }
    Ok(())
}

pub fn cmake_by_pkg_config(installed: &Installed) -> Result<(), String> {
    let find = "find_package(PkgConfig REQUIRED)\n\
                pkg_check_modules(found REQUIRED IMPORTED_TARGET oxsock>=0.1)\n\
                add_library(oxsock::pkg_config ALIAS PkgConfig::found)";
    let lists = cmake_lists(find, "pkg_config");
    let project = installed.project("pkg_config", "CMakeLists.txt", &lists)?;
    installed.cmake(&project)
}

pub fn meson_project(installed: &Installed) -> Result<(), String> {
    let project = installed.project("meson", "meson.build", MESON)?;
    let build = project.join("build");
    let mut setup = installed.builder("meson");
    support::succeed(setup.arg("setup").arg(&build).arg(&project))?;
    let mut test = installed.builder("meson");
    support::succeed(test.args(["test", "-C"]).arg(&build)).map(drop)
}
