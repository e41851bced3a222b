using Mote.Core.Diagnostics;

namespace Mote.Targets.Tests;

public sealed class TableTests
{
    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void Targets_are_found_by_name(string name) => Assert.Equal(name, TargetTable.Find(name).Name);

    [Theory]
    [InlineData("cortex-m44", "Did you mean 'cortex-m4'?")]
    [InlineData("Cortex-M55", "Did you mean 'cortex-m55'?")]
    [InlineData("m0plus", "The targets are host, cortex-m4, cortex-m7, cortex-m33, cortex-m0plus, cortex-m55, cortex-m85, rv32imc.")]
    public void An_unknown_name_is_answered_with_the_nearest(string name, string help)
    {
        var exception = Assert.Throws<MoteException>(() => TargetTable.Find(name));
        Assert.Equal("MOTE0401", exception.Diagnostics[0].Code);
        Assert.Contains(help, exception.Diagnostics[0].Help);
    }
}
