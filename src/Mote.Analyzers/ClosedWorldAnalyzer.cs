using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mote.Analyzers;

/// <summary>
/// Keeps the closed world closed: no catch-all arm (MOTEA01), no switch that nobody checks for completeness (MOTEA02),
/// no case declared in another assembly (MOTEA03).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedWorldAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor NoDiscard =
        Rule("MOTEA01", "'_' hides future cases of closed type '{0}'");
    private static readonly DiagnosticDescriptor Unchecked =
        Rule("MOTEA02", "switch on '{0}' directly, in a switch expression: this form is not checked for completeness");
    private static readonly DiagnosticDescriptor Foreign =
        Rule("MOTEA03", "closed type '{0}' has no cases outside its own assembly");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [NoDiscard, Unchecked, Foreign];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(CheckSwitchExpression, SyntaxKind.SwitchExpression);
        context.RegisterSyntaxNodeAction(CheckSwitchStatement, SyntaxKind.SwitchStatement);
        context.RegisterSymbolAction(CheckCase, SymbolKind.NamedType);
    }

    private static void CheckSwitchExpression(SyntaxNodeAnalysisContext context)
    {
        var @switch = (SwitchExpressionSyntax)context.Node;
        if (@switch.GoverningExpression is TupleExpressionSyntax tuple)
            foreach (var element in tuple.Arguments) Report(context, Unchecked, element, ClosedTypeOf(context, element.Expression));
        foreach (var arm in @switch.Arms)
            if (arm is { WhenClause: null, Pattern: DiscardPatternSyntax or VarPatternSyntax })
                Report(context, NoDiscard, arm.Pattern, ClosedTypeOf(context, @switch.GoverningExpression));
    }

    private static void CheckSwitchStatement(SyntaxNodeAnalysisContext context)
    {
        var expression = ((SwitchStatementSyntax)context.Node).Expression;
        Report(context, Unchecked, expression, ClosedTypeOf(context, expression));
    }

    private static void CheckCase(SymbolAnalysisContext context)
    {
        if (context.Symbol is INamedTypeSymbol { BaseType: { } parent } type && ClosedSwitch.IsClosed(parent)
            && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, parent.ContainingAssembly))
            context.ReportDiagnostic(Diagnostic.Create(Foreign, type.Locations[0], parent.Name));
    }

    private static INamedTypeSymbol? ClosedTypeOf(SyntaxNodeAnalysisContext context, ExpressionSyntax expression) =>
        context.SemanticModel.GetTypeInfo(expression).Type is INamedTypeSymbol type && ClosedSwitch.IsClosed(type) ? type : null;

    private static void Report(SyntaxNodeAnalysisContext context, DiagnosticDescriptor rule, SyntaxNode at, INamedTypeSymbol? closed)
    {
        if (closed is not null) context.ReportDiagnostic(Diagnostic.Create(rule, at.GetLocation(), closed.Name));
    }

    private static DiagnosticDescriptor Rule(string id, string message) =>
        new(id, message, message, "Design", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
