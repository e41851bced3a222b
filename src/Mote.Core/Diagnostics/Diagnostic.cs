namespace Mote.Core.Diagnostics;

public enum Severity { Error, Warning, Note }

/// <summary>Something a user can act on.</summary>
/// <param name="Code">Stable, with a page of its own: docs/diagnostics/CODE.md.</param>
/// <param name="Severity">Errors end the command with exit code 2.</param>
/// <param name="Where">File, tensor, layer or byte offset.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Help">What to do about it.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Where, string Message, string? Help = null)
{
    public override string ToString() => $"{Code}: {Where}: {Message}{(Help is null ? "" : " " + Help)}";
}
