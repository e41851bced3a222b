using System.Collections.Immutable;

namespace Mote.Targets.Build;

/// <summary>Reads as much of an ELF file as Mote asks for: sizes, and names of functions. Little-endian, 32 or 64 bits.</summary>
public static class ElfFile
{
    private const uint SymbolTable = 2;
    private const uint NoBits = 8;
    private const ulong Writable = 1;
    private const ulong Allocated = 2;
    private const int Function = 2;

    /// <exception cref="InvalidDataException">It is not a whole ELF file.</exception>
    public static ImageSize ReadSize(string path) => ReadSize(File.ReadAllBytes(path));

    /// <exception cref="InvalidDataException">It is not a whole ELF file.</exception>
    public static ImageSize ReadSize(ReadOnlySpan<byte> file)
    {
        long text = 0, data = 0, bss = 0;
        foreach (var section in Sections(new ElfBytes(file)))
        {
            if ((section.Flags & Allocated) == 0)
                continue;
            if (section.Type == NoBits)
                bss += section.Bytes;
            else if ((section.Flags & Writable) != 0)
                data += section.Bytes;
            else
                text += section.Bytes;
        }

        return new ImageSize(text, data, bss);
    }

    /// <summary>The name of the function an address of code lies in, or null. For programs of 32 bits.</summary>
    /// <exception cref="InvalidDataException">It is not a whole ELF file.</exception>
    public static string? FunctionAt(ReadOnlySpan<byte> file, uint address)
    {
        const int symbolBytes = 16;
        var elf = new ElfBytes(file);
        var sections = Sections(elf);
        foreach (var table in sections.Where(section => section.Type == SymbolTable && section.Link < sections.Length))
            for (var at = table.Offset; at + symbolBytes <= table.Offset + table.Bytes; at += symbolBytes)
            {
                var start = elf.U32(at + 4) & ~1u; // Thumb code is marked by an odd address
                if ((elf.U8(at + 12) & 15) == Function && address >= start && address - start < elf.U32(at + 8))
                    return elf.Text(sections[(int)table.Link].Offset + elf.U32(at));
            }

        return null;
    }

    private static ImmutableArray<Section> Sections(ElfBytes elf)
    {
        var table = elf.Word(0x20, 0x28);
        var entryBytes = elf.U16(elf.IsWide ? 0x3a : 0x2e);
        var count = elf.U16(elf.IsWide ? 0x3c : 0x30);
        elf.Require(table, (long)count * entryBytes);
        var sections = ImmutableArray.CreateBuilder<Section>(count);
        for (var i = 0; i < count; i++)
        {
            var at = table + (long)i * entryBytes;
            sections.Add(new Section(
                Type: elf.U32(at + 4),
                Flags: (ulong)elf.Word(at + 8, at + 8),
                Offset: elf.Word(at + 0x10, at + 0x18),
                Bytes: elf.Word(at + 0x14, at + 0x20),
                Link: elf.U32(at + (elf.IsWide ? 0x28 : 0x18))));
        }

        return sections.MoveToImmutable();
    }

    /// <summary>A section header.</summary>
    private sealed record Section(uint Type, ulong Flags, long Offset, long Bytes, uint Link);
}
