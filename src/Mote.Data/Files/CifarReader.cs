namespace Mote.Data.Files;

/// <summary>
/// The binary files of CIFAR-10 (A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009): records of one label and
/// 32x32 bytes each of red, green and blue. No header; the length must be a multiple of 3,073.
/// </summary>
internal static class CifarReader
{
    private const int Side = 32, Plane = Side * Side, Record = 1 + 3 * Plane;

    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        var record = new byte[Record];
        for (var i = 0; ; i++)
        {
            var start = reader.Offset;
            var read = reader.Read(record);
            if (read == 0) yield break;
            if (read < Record) throw reader.Damaged($"the last record has {read} of {Record} bytes: this is no CIFAR-10 file", start);
            if (record[0] > 9) throw reader.Damaged($"label {record[0]}: this is no CIFAR-10 file", start);
            var reals = new float[3 * Plane];
            for (var k = 0; k < Plane; k++)
                for (var colour = 0; colour < 3; colour++) reals[3 * k + colour] = record[1 + colour * Plane + k] / 255f;
            yield return new RecordingInMemory($"#{i}", SampleKind.Picture, [Side, Side, 3], null, [new("label", $"{record[0]}")], reals)
            {
                HasTime = false,
            };
        }
    }
}
