using Mote.Targets.Machines;

namespace Mote.Targets.Tests;

/// <summary>Data of theories.</summary>
public static class TargetNames
{
    public static TheoryData<string> All { get; } = [.. TargetTable.All.Select(target => target.Name)];

    public static TheoryData<string> Devices { get; } = [.. TargetTable.All.Where(target => !target.IsHost).Select(target => target.Name)];

    /// <summary>Bytes in little-endian order.</summary>
    internal static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    internal static MemoryLayout Memory(string name) => TargetTable.Find(name).Emulator!.Memory;
}
