using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mote.Analyzers;

/// <summary>
/// Silences CS8509 ("not exhaustive") on a switch expression over a [Closed] type when every concrete case has an
/// unconditional arm. A missing case keeps CS8509, which the build treats as an error.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedSwitchSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Complete =
        new("MOTES01", "CS8509", "Every case of the [Closed] type is handled.");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [Complete];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree) continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (node.FirstAncestorOrSelf<SwitchExpressionSyntax>() is { } @switch
                && ClosedSwitch.IsComplete(@switch, context.GetSemanticModel(tree)))
            {
                context.ReportSuppression(Suppression.Create(Complete, diagnostic));
            }
        }
    }
}
