using Mote.Core.Diagnostics;
using Mote.Core.Machine;
using Mote.Targets.Build;

namespace Mote.Targets.Tests;

public sealed class BuildTests
{
    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void The_footprint_is_what_the_model_brings(string target)
    {
        const string declarations = """
            static const uint8_t constants[1000] = {1};
            static volatile uint8_t initialised[200] = {1};
            static volatile uint8_t zeroed[3000];
            """;
        const string statement = "zeroed[x[0]] = constants[x[0]]; initialised[x[0]] = 3u;";
        using var empty = Machine.BuildEmpty(target);
        using var program = Machine.Build(target, TestModels.Doing(statement, declarations));
        var footprint = program.Size.Beyond(empty.Size);
        Assert.InRange(footprint.FlashBytes, 1200, 1200 + 700);
        Assert.InRange(footprint.RamBytes, 3200, 3200 + 100);
        Assert.Equal(new Footprint(0, 0), empty.Size.Beyond(empty.Size));
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void The_harness_reserves_nothing_that_counts(string target)
    {
        using var empty = Machine.BuildEmpty(target);
        Assert.InRange(empty.Size.RamBytes, 0, 200);
        Assert.InRange(empty.Size.FlashBytes, 1000, 4000);
        Assert.Null(ElfFunction(empty, 0xffff_fff0));
        Assert.NotNull(ElfFunction(empty, TargetNames.Memory(target).Code.Origin));
    }

    private static string? ElfFunction(BuiltProgram program, uint address) =>
        ElfFile.FunctionAt(File.ReadAllBytes(program.ElfPath), address);

    [Theory]
    [InlineData(OptimizeGoal.Balanced)]
    [InlineData(OptimizeGoal.Speed)]
    [InlineData(OptimizeGoal.Instructions)]
    [InlineData(OptimizeGoal.Size)]
    [InlineData(OptimizeGoal.Ram)]
    public void The_harness_compiles_without_warnings_for_every_goal(OptimizeGoal goal)
    {
        foreach (var target in TargetTable.All)
            foreach (var trace in (bool[])[false, true])
            {
                var options = new BuildOptions(goal, trace);
                using var program = ProgramBuild.Build(
                    Machine.Require(target.Name), TestModels.Counting, options, cancellation: TestContext.Current.CancellationToken);
                Assert.Equal([4], Machine.Run(program, [4], 1).Outputs);
            }
    }

    [Fact]
    public void Files_are_removed_with_the_program()
    {
        string path;
        using (var program = Machine.Build("host", TestModels.Increment(1)))
        {
            path = program.ElfPath;
            Assert.True(File.Exists(path));
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void What_the_compiler_refuses_is_a_bug_of_ours(string target)
    {
        var exception = Assert.Throws<MoteException>(() => Machine.Build(target, TestModels.Doing("int8_t narrow = x[0] + 300;")));
        Assert.Equal("MOTE0404", exception.Diagnostics[0].Code);
        Assert.Contains("narrow", exception.Diagnostics[0].Message);
        Assert.Contains("bug of Mote's", exception.Diagnostics[0].Help);
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void Too_large_a_model_is_told_by_how_much(string target)
    {
        var sources = TestModels.Doing("variables[x[0]] = 1u;", "static volatile uint8_t variables[8000000];");
        var exception = Assert.Throws<MoteException>(() => Machine.Build(target, sources));
        Assert.Equal("MOTE0407", exception.Diagnostics[0].Code);
        Assert.Matches("RAM. overflowed by [0-9]+ bytes", exception.Diagnostics[0].Message);
    }

    [Fact]
    public void Sources_stay_in_their_directory() =>
        Assert.Throws<ArgumentException>(() => Machine.Build("host", [.. TestModels.Increment(1), new CSource("../../outside.c", "")]));
}
