using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mote.Analyzers.Tests;

/// <summary>Compiles a source with the analyzer and gives the codes of what is left to say, as the build would.</summary>
internal static class Compiled
{
    /// <summary>A closed family, as Op and Quantization are.</summary>
    public const string Family = """
        #nullable enable
        using System;
        namespace Closed;
        public sealed class ClosedAttribute : Attribute;
        [Closed] public abstract record Shape { private protected Shape() { } }
        public sealed record Circle(int Radius) : Shape;
        public sealed record Square(int Side, int Turn = 0) : Shape;
        public abstract record Polygon : Shape;
        public sealed record Triangle : Polygon;
        public abstract record Open;
        public sealed record OpenCase : Open;

        """;

    private static readonly MetadataReference[] Framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "netstandard.dll")
            .Select(p => MetadataReference.CreateFromFile(p))];

    /// <summary>Codes of errors and warnings in a method body over the family, in order.</summary>
    public static string Body(string body) => Source(Family + "public static class Uses { " + body + " }");

    public static string Source(string source) => Codes(Compilation("Uses", source));

    /// <summary>The same where the family lives in another assembly.</summary>
    public static string Elsewhere(string source) =>
        Codes(Compilation("Uses", "#nullable enable\nusing Closed;\n" + source, Compilation("Family", Family.Replace("private protected", "protected",
            StringComparison.Ordinal)).ToMetadataReference()));

    private static CSharpCompilation Compilation(string name, string source, params MetadataReference[] more) => CSharpCompilation.Create(name,
        [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview))], [.. Framework, .. more],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static string Codes(CSharpCompilation compilation)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new ClosedWorldAnalyzer(), new ClosedSwitchSuppressor()];
        var all = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: (e, _, _) => throw e, concurrentAnalysis: false, logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false)).GetAllDiagnosticsAsync().Result;
        return string.Join(' ', all.Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)
            .OrderBy(d => d.Location.SourceSpan.Start).Select(d => d.Id));
    }
}
