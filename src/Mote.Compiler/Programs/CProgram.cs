using System.Collections.Immutable;
using Mote.Compiler.Memory;
using Mote.Core.Graphs;

namespace Mote.Compiler.Programs;

/// <summary>A compiled model: calls, and where every tensor lies. Emitting it is printing.</summary>
public sealed record CProgram(string Name, Graph Graph, ImmutableArray<Step> Steps, ArenaLayout Arena, CompileOptions Options);
