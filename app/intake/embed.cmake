# SPDX-License-Identifier: MIT
# cmake -DINPUT=openapi.json -DOUTPUT=openapi.c -P embed.cmake: a file as an array of C.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT}.new "/* Generated from docs/formats/openapi.json; edit that. */\n#include \"intake/openapi.h\"\n\n"
	"const char openapi_json[] = { ${bytes} };\nconst size_t openapi_json_size = sizeof(openapi_json);\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
