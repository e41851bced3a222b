using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mote.Analyzers;

/// <summary>Whether a switch expression over a [Closed] type names every case.</summary>
internal static class ClosedSwitch
{
    public static bool IsClosed(INamedTypeSymbol type) =>
        type.GetAttributes().Any(a => a.AttributeClass?.Name == "ClosedAttribute");

    /// <summary>Every leaf has an unconditional arm and, where the value may be null, so does null.</summary>
    public static bool IsComplete(SwitchExpressionSyntax @switch, SemanticModel model)
    {
        var value = model.GetTypeInfo(@switch.GoverningExpression);
        if (value.Type is not INamedTypeSymbol root || !IsClosed(root)) return false;
        var patterns = @switch.Arms.Where(a => a.WhenClause is null).Select(a => a.Pattern).ToArray();
        var handled = patterns.SelectMany(p => TypesMatchedBy(p, model)).ToArray();
        return Leaves(root).All(leaf => handled.Any(h => Inherits(leaf, h)))
            && (value.Nullability.FlowState != NullableFlowState.MaybeNull || patterns.Any(MatchesNull));
    }

    private static bool MatchesNull(PatternSyntax pattern) => pattern switch
    {
        ConstantPatternSyntax c => c.Expression.IsKind(SyntaxKind.NullLiteralExpression),
        BinaryPatternSyntax b when b.IsKind(SyntaxKind.OrPattern) => MatchesNull(b.Left) || MatchesNull(b.Right),
        _ => false,
    };

    private static ITypeSymbol[] TypesMatchedBy(PatternSyntax pattern, SemanticModel model) => pattern switch
    {
        DeclarationPatternSyntax d => [model.GetTypeInfo(d.Type).Type!],
        TypePatternSyntax t => [model.GetTypeInfo(t.Type).Type!],
        ConstantPatternSyntax c when model.GetSymbolInfo(c.Expression).Symbol is ITypeSymbol t => [t],
        RecursivePatternSyntax { Type: { } t, PropertyPatternClause: null or { Subpatterns.Count: 0 }, PositionalPatternClause: null } =>
            [model.GetTypeInfo(t).Type!],
        RecursivePatternSyntax { Type: { } t, PropertyPatternClause: null, PositionalPatternClause: { } p }
            when p.Subpatterns.All(s => s.Pattern is VarPatternSyntax or DiscardPatternSyntax) => [model.GetTypeInfo(t).Type!],
        BinaryPatternSyntax b when b.IsKind(SyntaxKind.OrPattern) => [.. TypesMatchedBy(b.Left, model), .. TypesMatchedBy(b.Right, model)],
        ParenthesizedPatternSyntax p => TypesMatchedBy(p.Pattern, model),
        _ => [],
    };

    private static ImmutableArray<INamedTypeSymbol> Leaves(INamedTypeSymbol root)
    {
        var found = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
        Visit(root.ContainingAssembly.GlobalNamespace);
        return found.ToImmutable();

        void Visit(INamespaceOrTypeSymbol scope)
        {
            foreach (var member in scope.GetMembers().OfType<INamespaceOrTypeSymbol>())
            {
                if (member is INamedTypeSymbol { IsAbstract: false } type && Inherits(type, root)) found.Add(type);
                Visit(member);
            }
        }
    }

    private static bool Inherits(ITypeSymbol? type, ITypeSymbol ancestor)
    {
        for (; type is not null; type = type.BaseType)
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, ancestor.OriginalDefinition)) return true;
        return false;
    }
}
