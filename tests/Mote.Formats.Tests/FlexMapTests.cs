using System.Diagnostics;
using Mote.Formats.FlexBuffers;
using Mote.Numerics;

namespace Mote.Formats.Tests;

/// <summary>The options of custom operators: as other tools write them, as ours does, and as nobody should.</summary>
public class FlexMapTests
{
    /// <summary>Options of TensorFlow Lite Micro's unit tests, byte for byte.</summary>
    [Theory]
    [InlineData("73686966740001070101010c04022401", "shift=12")]
    [InlineData("6672616d655f73697a65006672616d655f737465700070726566696c6c00031f150b030103050201040468062401",
        "frame_size=5 frame_step=2 prefill=True")]
    [InlineData("6666745f6c656e67746800540002030f020001000200070000020505062501", "T=7 fft_length=512")]
    [InlineData("6672616d655f7374657000540002030f02010200010404042401", "T=0 frame_step=1")]
    [InlineData("6379636c65735f6d617800010c01010101040224" + "01", "cycles_max=1")]
    [InlineData("6d61785f646574656374696f6e73006d61785f636c61737365735f7065725f646574656374696f6e00646574656374696f6e735f7065725f"
        + "636c617373007573655f726567756c61725f6e6d73006e6d735f73636f72655f7468726573686f6c64006e6d735f696f755f746872657368"
        + "6f6c64006e756d5f636c617373657300795f7363616c6500785f7363616c6500685f7363616c6500775f7363616c65000b781294a4435833"
        + "6a11222b0b000000010000000b000000010000000000a04001000000030000000000003f0000000002000000000000000000a04000002041"
        + "00002041060e06060e0e066a0e0e0e372601",
        "detections_per_class=1 h_scale=5 max_classes_per_detection=1 max_detections=3 nms_iou_threshold=0.5 nms_score_threshold=0 "
        + "num_classes=2 use_regular_nms=False w_scale=5 x_scale=10 y_scale=10")]
    public void Options_of_the_reference_are_read(string hex, string expected) =>
        Assert.Equal(expected, Text(FlexMap.Read(Convert.FromHexString(hex))));

    [Fact]
    public void Written_maps_are_read_again_in_the_order_of_their_names()
    {
        long[] numbers = [0, 1, -1, 127, 128, -128, -129, 32767, 32768, int.MaxValue, int.MinValue, 1L << 31, long.MaxValue, long.MinValue];
        foreach (var number in numbers)
            foreach (var extra in (int[])[0, 1, 30])
            {
                var entries = Enumerable.Range(0, extra).Select(i => ($"key {i} {new string('x', i)}", (FlexValue)new FlexValue.Int(i)))
                    .Append(("number", new FlexValue.Int(number))).Append(("flag", new FlexValue.Bool(number > 0))).ToList();
                var map = FlexMap.Read(FlexMapWriter.Write(entries));
                Assert.Equal(entries.OrderBy(e => e.Item1, StringComparer.Ordinal).Select(e => (e.Item1, e.Item2)),
                    map.Select(e => (e.Key, e.Value)));
            }
        Assert.Empty(FlexMap.Read(FlexMapWriter.Write()));
    }

    /// <summary>A map with the one key "a", of a value of each kind; the value's bytes stand before the key.</summary>
    [Theory]
    [InlineData("0000C03F", 3, 2, 4, "a=1.5")]
    [InlineData("000000000000F83F", 8, 3, 8, "a=1.5")]
    [InlineData("003E", 8, 1, 2, "a=1.5")]
    [InlineData("FEFFFFFF", 6, 2, 4, "a=-2")]
    [InlineData("FEFF", 7, 1, 2, "a=65534")]
    [InlineData("026869", 5, 0, 1, "a=hi")]
    [InlineData("03" + "01FF02", 11, 0, 1, "a=[1,-1,2]")]
    [InlineData("03" + "01FF02", 12, 0, 1, "a=[1,255,2]")]
    [InlineData("0200" + "003E00BE", 13, 1, 2, "a=[1.5,-1.5]")]
    [InlineData("02" + "0100", 36, 0, 1, "a=[True,False]")]
    [InlineData("0102" + "0000", 16, 0, 0, "a=[1,2]")]
    [InlineData("010203" + "00", 20, 0, 0, "a=[1,2,3]")]
    public void Other_kinds_of_values_are_read(string content, int type, int widthLog2, int start, string expected)
    {
        // Vectors and texts begin after their length; what has none, where it stands.
        var value = Convert.FromHexString(content);
        var at = type is 8 or 6 or 7 or 3 ? 0 : start;
        var bytes = new List<byte>(value);
        var key = bytes.Count;
        bytes.AddRange("a\0"u8.ToArray());
        if (type == 3)
        {
            // Scalars are as wide as the map: an inline float needs four bytes.
            while (bytes.Count % 4 != 0) bytes.Add(0);
            foreach (var number in (int[])[1, bytes.Count + 4 - key, 4, 4, 1]) bytes.AddRange(BitConverter.GetBytes(number));
            bytes.AddRange(value);
            bytes.Add((byte)(type << 2 | widthLog2));
            bytes.AddRange(BitConverter.GetBytes(5));
            bytes.Add(9 << 2 | 2);
            bytes.Add(4);
        }
        else
        {
            bytes.Add(1);
            bytes.Add((byte)(bytes.Count - key));
            bytes.AddRange([1, 1, 1]);
            bytes.Add((byte)(bytes.Count - at));
            bytes.Add((byte)(type << 2 | widthLog2));
            bytes.AddRange([2, 9 << 2, 1]);
        }
        Assert.Equal(expected, Text(FlexMap.Read(bytes.ToArray())));
    }

    [Fact]
    public void Hostile_bytes_give_an_error_in_bounded_time()
    {
        var random = new RandomStream(1);
        var original = FlexMapWriter.Write(Enumerable.Range(0, 12).Select(i => ($"key{i}", (FlexValue)new FlexValue.Int(i * 5000))));
        var (refused, time) = (0, Stopwatch.StartNew());
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(0, bytes.Length)] = (byte)random.Next(0, 256);
            if (i % 3 == 0) bytes = bytes[random.Next(0, bytes.Length)..];
            try
            {
                FlexMap.Read(bytes);
            }
            catch (FlexException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 5_000, 20_000);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Values_that_share_their_bytes_do_not_multiply()
    {
        // A thousand keys, all of them pointing to the same list of 20000 numbers.
        var bytes = new List<byte>(BitConverter.GetBytes(20_000));
        var list = bytes.Count;
        bytes.AddRange(new byte[20_000 * 4]);
        var keys = Enumerable.Range(0, 1000).Select(i =>
        {
            var at = bytes.Count;
            bytes.AddRange(System.Text.Encoding.ASCII.GetBytes($"k{i:0000}\0"));
            return at;
        }).ToArray();
        while (bytes.Count % 4 != 0) bytes.Add(0);
        Push(1000);
        var keyVector = bytes.Count;
        foreach (var key in keys) Push(bytes.Count - key);
        Push(bytes.Count - keyVector);
        Push(4);
        Push(1000);
        var values = bytes.Count;
        for (var i = 0; i < 1000; i++) Push(bytes.Count - list);
        for (var i = 0; i < 1000; i++) bytes.Add(11 << 2 | 2);
        Push(bytes.Count - values);
        bytes.AddRange([9 << 2 | 2, 4]);
        var e = Assert.Throws<FlexException>(() => FlexMap.Read(bytes.ToArray()));
        Assert.Contains("overlap", e.Message, StringComparison.Ordinal);

        void Push(int number) => bytes.AddRange(BitConverter.GetBytes(number));
    }

    private static string Text(IReadOnlyDictionary<string, FlexValue> map) =>
        string.Join(' ', map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={Text(e.Value)}"));

    private static string Text(FlexValue value) => value switch
    {
        FlexValue.Int v => v.Value.ToString(),
        FlexValue.UInt v => v.Value.ToString(),
        FlexValue.Float v => v.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        FlexValue.Bool v => v.Value.ToString(),
        FlexValue.Text v => v.Value,
        FlexValue.Vector v => $"[{string.Join(',', v.Items.Select(Text))}]",
        _ => "null",
    };
}
