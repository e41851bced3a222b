using Mote.Targets.Build;

namespace Mote.Targets.Tests;

/// <summary>Alone in its collection, as it changes where temporary files go.</summary>
[CollectionDefinition(nameof(PathTests), DisableParallelization = true)]
[Collection(nameof(PathTests))]
public sealed class PathTests
{
    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void Spaces_and_commas_in_paths_do_no_harm(string target)
    {
        var before = Environment.GetEnvironmentVariable("TMPDIR");
        var directory = Directory.CreateTempSubdirectory("mote test, with=odd name ").FullName;
        Environment.SetEnvironmentVariable("TMPDIR", directory);
        try
        {
            using (var program = Machine.Build(target, [.. TestModels.Increment(1), new CSource("a file.c", "typedef int unused;\n")]))
            {
                Assert.StartsWith(directory, program.ElfPath);
                Assert.Equal([6], Machine.Run(program, [5], 1).Outputs);
            }

            Assert.Empty(Directory.GetFileSystemEntries(directory));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
            Directory.Delete(directory, recursive: true);
        }
    }
}
