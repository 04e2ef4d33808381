# Embeds files into the program: run as a script, writes OUTPUT (an assembler file with the bytes) and
# OUTPUT.cpp (the table services::assets()). FILES is a list of "name=path", | between.
string(REPLACE "|" ";" FILES "${FILES}")
set(assembler ".section .rodata\n")
set(declarations "")
set(rows "")
set(index 0)
foreach(entry IN LISTS FILES)
  string(FIND "${entry}" "=" split)
  string(SUBSTRING "${entry}" 0 ${split} name)
  math(EXPR after "${split} + 1")
  string(SUBSTRING "${entry}" ${after} -1 path)
  string(APPEND assembler ".balign 16\n.globl avocet_asset_${index}\navocet_asset_${index}:\n.incbin \"${path}\"\n"
                          ".globl avocet_asset_${index}_end\navocet_asset_${index}_end:\n.byte 0\n")
  string(APPEND declarations "extern \"C\" const std::uint8_t avocet_asset_${index}[], avocet_asset_${index}_end[];\n")
  string(APPEND rows "      {\"${name}\", {avocet_asset_${index}, avocet_asset_${index}_end}},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND assembler ".section .note.GNU-stack,\"\",@progbits\n")
file(WRITE ${OUTPUT} "${assembler}")
file(WRITE ${OUTPUT}.cpp "#include \"services/assets.h\"\n\n${declarations}
namespace services {
std::span<const Asset> assets() {
  static const Asset kAssets[] = {\n${rows}      {\"\", {}}};
  return std::span(kAssets).first(${index});
}
}  // namespace services\n")
