using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Mote.Core.Graphs;
using Mote.Core.Text;
using Mote.Core.Types;
using Mote.Numerics.Coding;

namespace Mote.Formats.Packed;

/// <summary>A graph as .motez: its text, and its constants, each stored as small as can be.</summary>
public sealed class PackedGraphWriter
{
    private readonly List<CodedConstant> _constants = [];
    private readonly Dictionary<Tensor, string> _references = [];
    private readonly List<SymbolTable> _tables = [];
    private readonly Dictionary<SymbolTable, int> _tableOf = [];
    private long _decoded;

    private PackedGraphWriter()
    {
    }

    /// <summary>The file's bytes; the same for the same graph.</summary>
    public static byte[] Write(Graph graph)
    {
        var writer = new PackedGraphWriter();
        // The text comes first, but says where constants are only when they are all there.
        writer._constants.Add(CodedConstant.Of(ConstantCoding.Plain, [])!);
        var text = GraphText.Print(graph, writer.Reference);
        writer._constants[0] = writer.Smallest(Encoding.UTF8.GetBytes(text));
        return writer.File();
    }

    /// <summary>#3: the fourth constant. #3*4: the fourth to the seventh hold the first, second, third and fourth bytes of all elements;
    /// the high bytes of numbers are much alike.</summary>
    private string Reference(Tensor tensor)
    {
        if (_references.TryGetValue(tensor, out var known)) return known;
        var planes = tensor.Type.Element == ElementType.Int4 ? 1 : tensor.Type.Element.Bytes();
        var bytes = tensor.Bytes.ToArray();
        var first = _constants.Count;
        for (var plane = 0; plane < planes; plane++) _constants.Add(Smallest([.. bytes.Where((_, i) => i % planes == plane)]));
        return _references[tensor] = string.Create(CultureInfo.InvariantCulture, $"#{first}{(planes == 1 ? "" : $"*{planes}")}");
    }

    private CodedConstant Smallest(byte[] bytes)
    {
        if (_decoded + bytes.Length > PackedGraph.MostDecoded) return CodedConstant.Of(ConstantCoding.Plain, bytes)!;
        _decoded += bytes.Length;
        return CodedConstant.Best(bytes);
    }

    private byte[] File()
    {
        var body = new MemoryStream();
        Number(body, _constants.Count);
        foreach (var constant in _constants) Write(constant, body);
        var file = new MemoryStream();
        file.Write(PackedGraph.Magic);
        file.WriteByte(PackedGraph.Version);
        Number(file, _tables.Count);
        foreach (var table in _tables) Write(table, file);
        body.WriteTo(file);
        var check = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(check, FnvCheck.Of(file.ToArray()));
        file.Write(check);
        return file.ToArray();
    }

    private static void Write(SymbolTable table, MemoryStream to)
    {
        Number(to, table.Words.Length);
        foreach (var word in table.Words) Number(to, word);
        Number(to, table.Symbols.Length);
        to.Write(table.Symbols.AsSpan());
    }

    private void Write(CodedConstant constant, MemoryStream to)
    {
        to.WriteByte((byte)constant.Coding);
        Number(to, constant.Count);
        Number(to, constant.Parameter);
        foreach (var table in constant.Tables) Number(to, Place(table));
        Span<byte> check = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(check, constant.Check);
        to.Write(check);
        Number(to, constant.Stream.Length);
        to.Write(constant.Stream.AsSpan());
    }

    private int Place(SymbolTable table)
    {
        if (_tableOf.TryGetValue(table, out var place)) return place;
        _tables.Add(table);
        return _tableOf[table] = _tables.Count - 1;
    }

    /// <summary>Seven bits a byte, the lowest first; the highest bit says that more follow (LEB128).</summary>
    private static void Number(MemoryStream to, int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7) to.WriteByte((byte)(rest | 0x80));
        to.WriteByte((byte)rest);
    }
}
