using Mote.Targets.Build;

namespace Mote.Targets.Tests;

public sealed class ElfTests
{
    [Theory]
    [InlineData("host")]
    [InlineData("cortex-m4")]
    public void Every_truncation_is_refused(string target)
    {
        using var program = Machine.Build(target, TestModels.Increment(1));
        var whole = File.ReadAllBytes(program.ElfPath);
        Assert.Equal(program.Size, ElfFile.ReadSize(whole));
        foreach (var length in (int[])[0, 3, 5, 20, 40, 51, whole.Length / 2, whole.Length - 1])
            Assert.Throws<InvalidDataException>(() => ElfFile.ReadSize(whole.AsSpan(0, length)));
    }

    [Fact]
    public void Other_files_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => ElfFile.ReadSize("MZ and more than that"u8));
        Assert.Throws<InvalidDataException>(() => ElfFile.ReadSize([0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 2, 1, 0]));
    }
}
