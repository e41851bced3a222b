using Mote.Core.Types;

namespace Mote.Data.Files;

/// <summary>
/// The idx files of MNIST (Y. LeCun, "The MNIST database"): big-endian, two zero bytes, a type, a rank, the dimensions. Bytes of rank 3
/// are grey pictures, other things rows. Labels are taken from the file of rank 1 beside it whose name says labels where this one says
/// images, and idx1 where it says idx3; such a file alone is no recording.
/// </summary>
internal static class IdxReader
{
    private const int Bytes = 8, MostElements = 1 << 26;

    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        var dims = Header(reader);
        if (dims.Length == 1)
            throw reader.Unsupported("these are labels without the pictures they belong to", "Their file must lie beside this one.");
        var labelPath = Beside(reader.Path, "images", "idx3", "labels", "idx1");
        using var labelStream = labelPath is null ? null : RecordingFile.Open(labelPath);
        var labels = labelStream is null ? null : new ByteReader(labelStream, labelPath!);
        if (labels is not null)
        {
            var labelDims = Header(labels);
            if (labelDims.Length != 1 || labelDims[0] != dims[0])
                throw labels.Damaged($"[{string.Join(',', labelDims)}] labels for {dims[0]} examples", 4);
        }
        Shape shape = dims.Length == 3 ? [dims[1], dims[2], 1] : [.. dims[1..]];
        var pixels = new byte[shape.Elements];
        for (var i = 0; i < dims[0]; i++)
        {
            reader.Fill(pixels, $"example {i} of {dims[0]}");
            var reals = new float[pixels.Length];
            for (var k = 0; k < reals.Length; k++) reals[k] = pixels[k] / 255f;
            yield return new RecordingInMemory($"#{i}", SampleKind.Picture, shape, null,
                labels is null ? [] : [new("label", $"{labels.Byte($"label {i}")}")], reals) { HasTime = false };
        }
    }

    private static int[] Header(ByteReader reader)
    {
        var magic = reader.BigInt32("the header");
        var (type, rank) = (magic >> 8, magic & 255);
        if (magic >> 16 != 0 || rank is 0 or > 4) throw reader.Damaged("the file does not begin like an idx file", 0);
        if (type != Bytes)
            throw reader.Unsupported($"the elements are of idx type 0x{type:X2}", "Unsigned bytes (0x08) are read.");
        var dims = new int[rank];
        var example = 1L;
        for (var i = 0; i < rank; i++)
        {
            dims[i] = reader.BigInt32("the dimensions");
            if (dims[i] <= 0) throw reader.Damaged($"a dimension of {dims[i]}", reader.Offset - 4);
            if (i > 0 && (example *= dims[i]) > MostElements) throw reader.Damaged("examples far too large", reader.Offset - 4);
        }
        return dims;
    }

    /// <summary>Whether a file holds the labels of another one.</summary>
    public static bool HoldsLabels(string path) => Beside(path, "labels", "idx1", "images", "idx3") is not null;

    /// <summary>The file of such a name, packed or not, if there is one.</summary>
    private static string? Beside(string path, string what, string rank, string otherWhat, string otherRank)
    {
        var name = Path.GetFileName(path);
        var other = name.Replace(what, otherWhat, StringComparison.Ordinal).Replace(rank, otherRank, StringComparison.Ordinal);
        if (other == name) return null;
        var beside = Path.Combine(Path.GetDirectoryName(path) ?? "", other);
        string[] candidates = [beside, beside.EndsWith(".gz", StringComparison.Ordinal) ? beside[..^3] : beside + ".gz"];
        return candidates.FirstOrDefault(File.Exists);
    }
}
