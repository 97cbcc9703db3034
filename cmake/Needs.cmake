# The libraries that pipec is built from. What is missing is said all at once,
# with the names under which systems install it.
find_package(PkgConfig)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(YAML IMPORTED_TARGET yaml-0.1)
    pkg_check_modules(PCRE2 IMPORTED_TARGET libpcre2-8)
endif()

set(missing)
if(NOT PKG_CONFIG_FOUND)
    list(APPEND missing pkg-config)
endif()
if(NOT YAML_FOUND)
    list(APPEND missing libyaml)
endif()
if(NOT PCRE2_FOUND)
    list(APPEND missing PCRE2)
endif()
if(missing)
    list(JOIN missing ", " missing)
    message(FATAL_ERROR "pipec cannot be built here, not found: ${missing}
Install a C compiler, pkg-config, libyaml and PCRE2 first:
  Debian, Ubuntu   apt-get install build-essential pkg-config libyaml-dev libpcre2-dev
  Fedora           dnf install gcc pkgconf-pkg-config libyaml-devel pcre2-devel
  Alpine           apk add build-base pkgconf yaml-dev pcre2-dev
  macOS            brew install pkg-config libyaml pcre2
The self-contained wheel of pipec needs none of them: see docs/pre-commit.md")
endif()
