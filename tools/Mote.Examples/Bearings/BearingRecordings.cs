using System.Buffers.Binary;

namespace Mote.Examples.Bearings;

/// <summary>Recordings of simulated machines as files: STATE/machineNN.wav.</summary>
internal static class BearingRecordings
{
    private const int Machines = 24;
    private const double Seconds = 3;

    public static int Write(string folder)
    {
        foreach (var state in BearingSimulation.States)
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, state)).FullName;
            for (var machine = 0; machine < Machines; machine++)
                File.WriteAllBytes(Path.Combine(place, $"machine{machine:00}.wav"), Wave(BearingSimulation.Record(state, machine, Seconds)));
        }
        return BearingSimulation.States.Length * Machines;
    }

    /// <summary>RIFF WAVE, PCM of 16 bits, one channel.</summary>
    private static byte[] Wave(float[] signal)
    {
        var bytes = new byte[44 + 2 * signal.Length];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), BearingSimulation.Rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), 2 * BearingSimulation.Rate);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), 2 * signal.Length);
        for (var i = 0; i < signal.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + 2 * i), (short)Math.Clamp(Math.Round(signal[i] * 32767), -32768, 32767));
        return bytes;
    }
}
