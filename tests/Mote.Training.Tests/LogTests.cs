using System.Buffers.Binary;
using System.Text;
using Mote.Training.Logs;

namespace Mote.Training.Tests;

/// <summary>Event files are taken apart by hand here; checksums are compared with RFC 3720's.</summary>
public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote-logs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string EventFile => Path.Combine(_folder, TensorBoardEvents.FileName);

    /// <summary>RFC 3720, B.4.</summary>
    [Fact]
    public void Checksums_are_those_of_the_standard()
    {
        Assert.Equal(0x8a9136aau, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62a8ab43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xff, 32)]));
        Assert.Equal(0x46dd794eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113fdb5cu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0xe3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0u, Crc32C.Of([]));
    }

    [Fact]
    public void An_event_file_says_its_version_and_then_each_step()
    {
        using (var events = TensorBoardEvents.Open(_folder))
        {
            events.Write(1, [("loss", 2.5f), ("accuracy", 0.25f)]);
            events.Write(300, [("loss", -1e-3f)]);
        }
        var read = Read(File.ReadAllBytes(EventFile));
        Assert.Equal(3, read.Count);
        Assert.Equal(("brain.Event:2", 0L, 0.0), (read[0].Version, read[0].Step, read[0].WallTime));
        Assert.Equal((null, 1L, 1.0), (read[1].Version, read[1].Step, read[1].WallTime));
        Assert.Equal([("loss", 2.5f), ("accuracy", 0.25f)], read[1].Scalars);
        Assert.Equal((300L, 300.0), (read[2].Step, read[2].WallTime));
        Assert.Equal([("loss", -1e-3f)], read[2].Scalars);
    }

    /// <summary>Killed at any byte and resumed at any step: as if nothing had happened.</summary>
    [Fact]
    public void A_resumed_file_is_that_of_an_uninterrupted_run()
    {
        using (var events = TensorBoardEvents.Open(_folder))
            for (var step = 1; step <= 6; step++) Scalars(events, step);
        var whole = File.ReadAllBytes(EventFile);
        for (var length = 0; length <= whole.Length; length++)
        {
            foreach (var last in (long[])[0, 2])
            {
                File.WriteAllBytes(EventFile, whole[..length]);
                var kept = Read(whole[..length], mayBeTorn: true).Where(e => e.Version is null).Select(e => e.Step).TakeWhile(s => s <= last).ToList();
                using (var events = TensorBoardEvents.Open(_folder, last))
                    for (var step = kept.LastOrDefault() + 1; step <= 6; step++) Scalars(events, step);
                Assert.Equal(whole, File.ReadAllBytes(EventFile));
            }
        }

        static void Scalars(TensorBoardEvents events, long step) => events.Write(step, [("loss", 1f / step), ("accuracy", 0.1f * step)]);
    }

    [Fact]
    public void Bytes_that_are_no_events_are_cut_off()
    {
        File.WriteAllBytes(EventFile, [.. Enumerable.Range(0, 500).Select(i => (byte)(i * 37))]);
        TensorBoardEvents.Open(_folder, 10).Dispose();
        Assert.Equal("brain.Event:2", Assert.Single(Read(File.ReadAllBytes(EventFile))).Version);
    }

    [Fact]
    public void Only_the_speed_depends_on_the_clock()
    {
        foreach (var speed in (double[])[100, 200])
        {
            using var log = new TrainingLog(Path.Combine(_folder, $"{speed}"));
            log.Training(10, 1.5, 0.5, 0.01);
            log.Validation(10, 1.25, null);
            log.Speed(10, speed);
        }
        Assert.Equal(Bytes(100, "train"), Bytes(200, "train"));
        Assert.Equal(Bytes(100, "validation"), Bytes(200, "validation"));
        Assert.Equal([("loss", 1.5f), ("accuracy", 0.5f), ("learning rate", 0.01f)], Read(Bytes(100, "train"))[1].Scalars);
        Assert.Equal([("loss", 1.25f)], Read(Bytes(100, "validation"))[1].Scalars);
        Assert.Equal([("samples per second", 200f)], Read(Bytes(200, "speed"))[1].Scalars);

        byte[] Bytes(int speed, string run) => File.ReadAllBytes(Path.Combine(_folder, $"{speed}", run, TensorBoardEvents.FileName));
    }

    [Fact]
    public void Energy_from_processor_time_says_what_it_assumes()
    {
        var estimate = EnergyEstimate.OfCpuTime(TimeSpan.FromSeconds(600), TimeSpan.FromSeconds(310), new EnergyAssumptions(12, 475));
        Assert.Equal(7200, estimate.Joules, 1e-9);
        Assert.Equal(0.95, estimate.Grams, 1e-9);
        Assert.Equal("energy 2 Wh, 0.95 g CO2 at 475 g/kWh (estimated: 600 s of processor time x 12 W a core)", estimate.ToString());
    }

    [Fact]
    public void Counters_are_added_over_packages_and_memory_and_over_their_ends()
    {
        Zone("intel-rapl:0", "package-0", 900, 1000);
        Zone("intel-rapl:0:0", "core", 5, 1000);
        Zone("intel-rapl:0:1", "dram", 10, 1000);
        Zone("intel-rapl:1", "psys", 5, 1000);
        var counters = RaplCounters.Open(_folder)!;
        Zone("intel-rapl:0", "package-0", 100, 1000);
        Zone("intel-rapl:0:0", "core", 900, 1000);
        Zone("intel-rapl:0:1", "dram", 40, 1000);
        Assert.True(counters.Sample());
        Assert.Equal(230, counters.Joules, 1e-9);
        Assert.True(counters.Sample());
        Assert.Equal(230, counters.Joules, 1e-9);
        using (var meter = new EnergyMeter(new EnergyAssumptions(), counters))
        {
            Zone("intel-rapl:0", "package-0", 110, 1000);
            Assert.Equal((240.0, true), (meter.Stop().Joules, meter.Stop().IsMeasured));
        }
        File.Delete(Path.Combine(_folder, "intel-rapl:0", "energy_uj"));
        Assert.False(counters.Sample());
        using var blind = new EnergyMeter(new EnergyAssumptions(), counters);
        Assert.False(blind.Stop().IsMeasured);
        Assert.Null(RaplCounters.Open(Path.Combine(_folder, "none")));

        void Zone(string zone, string name, int joules, int range)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, zone)).FullName;
            File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
            File.WriteAllText(Path.Combine(folder, "energy_uj"), $"{joules}000000\n");
            File.WriteAllText(Path.Combine(folder, "max_energy_range_uj"), $"{range}000000\n");
        }
    }

    private sealed record Event(double WallTime, long Step, string? Version, List<(string Tag, float Value)> Scalars);

    private static List<Event> Read(byte[] file, bool mayBeTorn = false)
    {
        var events = new List<Event>();
        for (var at = 0; at < file.Length;)
        {
            var left = file.Length - at;
            if (mayBeTorn && (left < 12 || left < 16 + BitConverter.ToInt32(file, at))) return events;
            var length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            Assert.Equal(SlowMasked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var body = file.AsSpan(at + 12, length);
            Assert.Equal(SlowMasked(body), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Parse(body));
            at += 16 + length;
        }
        return events;
    }

    /// <summary>Bit by bit, from the polynomial.</summary>
    private static uint SlowMasked(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xffffffffu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78u : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }

    private static Event Parse(ReadOnlySpan<byte> body)
    {
        var (time, step, version, scalars) = (double.NaN, 0L, (string?)null, new List<(string, float)>());
        foreach (var (field, number, bytes) in Fields(body))
        {
            switch (field)
            {
                case 1: time = BitConverter.UInt64BitsToDouble(number); break;
                case 2: step = (long)number; break;
                case 3: version = Encoding.UTF8.GetString(bytes); break;
                case 5: scalars.AddRange(Fields(bytes).Select(v => Scalar(v.Bytes))); break;
                default: Assert.Fail($"field {field}"); break;
            }
        }
        return new Event(time, step, version, scalars);
    }

    private static (string, float) Scalar(byte[] value)
    {
        var fields = Fields(value);
        return (Encoding.UTF8.GetString(fields.Single(f => f.Field == 1).Bytes),
            BitConverter.UInt32BitsToSingle((uint)fields.Single(f => f.Field == 2).Number));
    }

    /// <summary>Protocol buffers' wire format.</summary>
    private static List<(int Field, ulong Number, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, ulong, byte[])>();
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var (field, wire) = ((int)(tag >> 3), tag & 7);
            if (wire == 0) fields.Add((field, Varint(ref message), []));
            else
            {
                var length = wire switch { 1 => 8, 5 => 4, 2 => (int)Varint(ref message), _ => throw new InvalidDataException($"wire type {wire}") };
                var bytes = message[..length].ToArray();
                fields.Add((field, length switch { 8 => BitConverter.ToUInt64(bytes), 4 => BitConverter.ToUInt32(bytes), _ => 0 }, bytes));
                message = message[length..];
            }
        }
        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var b = message[0];
            message = message[1..];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
            shift += 7;
        }
    }
}
