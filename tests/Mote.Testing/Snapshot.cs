namespace Mote.Testing;

/// <summary>A stored text that changes only when someone means it.</summary>
public static class Snapshot
{
    /// <param name="path">Relative to the repository's tests folder.</param>
    /// <param name="actual">What is made now.</param>
    /// <returns>Null if they agree (or were made to); otherwise the first line that differs.</returns>
    public static string? Difference(string path, string actual)
    {
        var file = Path.Combine(Golden.Root, "tests", path);
        if (TestScope.UpdatesGoldens)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return null;
        }
        if (!File.Exists(file)) return $"{path} does not exist; MOTE_UPDATE_GOLDEN=1 makes it";
        var (expected, found) = (File.ReadAllText(file).Split('\n'), actual.Split('\n'));
        for (var i = 0; i < Math.Max(expected.Length, found.Length); i++)
        {
            var (e, f) = (i < expected.Length ? expected[i] : "(end)", i < found.Length ? found[i] : "(end)");
            if (e != f) return $"{path}, line {i + 1}: '{e}' is stored, '{f}' is made";
        }
        return null;
    }
}
