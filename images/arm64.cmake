# SPDX-License-Identifier: MIT
# The compiler for a device with an ARM processor of 64 bits, where Debian's arm64 libraries lie beside those of the machine itself.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(PKG_CONFIG_EXECUTABLE aarch64-linux-gnu-pkg-config)
