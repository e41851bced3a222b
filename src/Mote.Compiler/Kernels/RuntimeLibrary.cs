using System.Text.RegularExpressions;

namespace Mote.Compiler.Kernels;

/// <summary>The C files of the kernel library, as embedded in this assembly.</summary>
public static partial class RuntimeLibrary
{
    public static string Read(string header)
    {
        using var stream = typeof(RuntimeLibrary).Assembly.GetManifestResourceStream("runtime/" + header)
            ?? throw new InvalidOperationException($"the kernel library has no file '{header}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The given headers and all that they include of the library, in name order.</summary>
    public static IReadOnlyList<string> Closure(IEnumerable<string> headers)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(headers);
        while (open.TryPop(out var header))
        {
            if (!found.Add(header)) continue;
            foreach (Match include in Include().Matches(Read(header))) open.Push(include.Groups[1].Value);
        }
        return [.. found];
    }

    [GeneratedRegex("^#include \"(.+)\"", RegexOptions.Multiline)]
    private static partial Regex Include();
}
