using System.Collections.Immutable;

namespace Mote.Core.Diagnostics;

/// <summary>The user's input cannot be processed; carries all that was found wrong in one stage. Never a bug of Mote's own.</summary>
public sealed class MoteException(ImmutableArray<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics))
{
    public MoteException(string code, string where, string message, string? help = null)
        : this([new Diagnostic(code, Severity.Error, where, message, help)])
    {
    }

    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics;
}
