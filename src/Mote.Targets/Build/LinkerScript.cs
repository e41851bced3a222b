using System.Globalization;
using Mote.Targets.Machines;

namespace Mote.Targets.Build;

/// <summary>
/// The linker script of a memory layout. The stack and the harness's buffers are memory of their own, outside all sections:
/// they count as nobody's RAM, and variables that are too large are the linker's error.
/// </summary>
internal static class LinkerScript
{
    public static string For(MemoryLayout memory) =>
        $$"""
        MEMORY
        {
            {{Memory("VECTORS (r)", memory.Vectors)}}
            {{Memory("FLASH (rx)", memory.Code)}}
            {{Memory("STACK (rw)", memory.Stack)}}
            {{Memory("RAM (rw)", memory.Variables)}}
            {{Memory("BUFFERS (rw)", memory.Buffers)}}
        }

        ENTRY(harness_reset_handler)

        __flash_start = {{Hex(memory.Flash.Origin)}};
        __flash_end = {{Hex(memory.Flash.End)}};
        __ram_start = {{Hex(memory.Ram.Origin)}};
        __ram_end = {{Hex(memory.Ram.End)}};
        __stack_limit = ORIGIN(STACK);
        __stack_top = ORIGIN(STACK) + LENGTH(STACK);
        __harness_buffers = ORIGIN(BUFFERS);

        SECTIONS
        {
            .vectors : { KEEP(*(.vectors)) } > VECTORS
            .text : { *(.text .text.*) *(.rodata .rodata.* .srodata .srodata.*) . = ALIGN(4); } > FLASH
            .ARM.extab : { *(.ARM.extab*) } > FLASH
            .ARM.exidx : { *(.ARM.exidx*) } > FLASH
            .data : { __data_start = .; *(.data .data.* .sdata .sdata.*) . = ALIGN(4); __data_end = .; } > RAM AT > FLASH
            __data_load = LOADADDR(.data);
            .bss (NOLOAD) : { __bss_start = .; *(.bss .bss.* .sbss .sbss.* COMMON) . = ALIGN(4); __bss_end = .; } > RAM
        }

        """;

    private static string Memory(string name, MemoryRegion region) =>
        $"{name} : ORIGIN = {Hex(region.Origin)}, LENGTH = {Hex(region.Bytes)}";

    private static string Hex(uint value) => "0x" + value.ToString("x8", CultureInfo.InvariantCulture);
}
