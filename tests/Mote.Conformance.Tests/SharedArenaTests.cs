using System.Buffers.Binary;
using Mote.Compiler;
using Mote.Compiler.Emission;
using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Execution;
using Mote.Numerics;
using Mote.Passes;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Targets.Run;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>Two models in one memory, run in turn on the emulated Cortex-M4: what one remembers outlives what the other one does.</summary>
public sealed class SharedArenaTests : IDisposable
{
    private const int Runs = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("mote-shared-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<int> Streams => [.. Enumerable.Range(0, StateSamples.All.Count)];

    [Fact]
    public void Models_that_run_in_turn_are_each_right()
    {
        var target = TargetsAtHand.Require("cortex-m4");
        // One with states, one without, and one more with states.
        var options = new CompileOptions(target.InstructionSet) { Memory = new MemoryLimits { StatesApart = true } };
        Graph[] graphs = [StateSamples.All[0], BandGraphs.Create(3), StateSamples.All[^1]];
        var programs = graphs.Select((g, i) =>
            ModelCompiler.Compile(Pipelines.Run(Pipelines.ForDevice, g), options) with { Name = $"m{i}" }).ToList();
        var random = new RandomStream(1);
        var inputs = Enumerable.Range(0, Runs * graphs.Length).Select(i => RandomTensors.Inputs(graphs[i % graphs.Length], random)).ToArray();
        var outputs = Run(target, programs, inputs);
        var interpreters = graphs.Select(g => new Interpreter(g)).ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            var expected = interpreters[i % graphs.Length].Run(inputs[i]);
            Assert.True(expected.AsSpan().SequenceEqual(outputs[i].AsSpan(0, expected.Length)), $"run {i} of {graphs[i % graphs.Length].Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void States_lie_apart_from_all_else(int sample)
    {
        var graph = StateSamples.All[sample];
        var program = ModelCompiler.Compile(graph, new CompileOptions { Memory = new MemoryLimits { StatesApart = true } });
        var state = program.Arena.Regions.Single(r => r.Name == "state");
        foreach (var (value, offset) in program.Arena.Offsets)
            if (graph.States.Any(s => s.Before.Index == value)) Assert.InRange(offset, state.First, state.First + state.Bytes - 1);
        foreach (var input in graph.Inputs) Assert.True(program.Arena.OffsetOf(input) < state.First);
        Assert.Empty(ArenaCheck.Violations(program.Graph, program.Steps, program.Arena));
    }

    [Fact]
    public void The_folder_has_all_models_and_one_memory()
    {
        Graph[] graphs = [BandGraphs.Create(3), StateSamples.All[0]];
        var report = CompileShared.Run(
            graphs, TargetTable.Host, OptimizeGoal.Balanced, staticArena: true, MemoryLimits.None, _folder, TestContext.Current.CancellationToken);
        Assert.True(report.StateBytes > 0);
        foreach (var graph in graphs) Assert.True(File.Exists(Path.Combine(_folder, CNames.Identifier(graph.Name), "model.c")));
        Assert.Contains("mote_shared mote_shared_memory;", File.ReadAllText(Path.Combine(_folder, "mote_shared.c")), StringComparison.Ordinal);
        var twice = Assert.Throws<MoteException>(() => CompileShared.Run(
            [graphs[0], graphs[0]], TargetTable.Host, OptimizeGoal.Balanced, true, MemoryLimits.None, _folder, TestContext.Current.CancellationToken));
        Assert.Equal("MOTE0005", twice.Diagnostics[0].Code);
    }

    /// <summary>Inputs in turn of the first model, the second...: all through what mote_shared.h says.</summary>
    private static byte[][] Run(Target target, List<CProgram> programs, byte[][] inputs)
    {
        var (most, longest) = (inputs.Max(i => i.Length), programs.Max(p => Bytes(p, p.Graph.Outputs)));
        var sources = programs.SelectMany(p => CEmitter.Emit(p, new RecordedInference(
                inputs[programs.IndexOf(p)], new Interpreter(p.Graph).Run(inputs[programs.IndexOf(p)]))).Files
            .Where(f => f.Path != "model_selftest.c").Select(f => new CSource($"{p.Name}/{f.Path}", f.Text)))
            .Concat(SharedArenaSource.Print(programs, isStatic: true).Select(f => new CSource(f.Path, f.Text)));
        using var built = ProgramBuild.Build(
            target, sources.Append(Adapter(programs, most, longest)), new BuildOptions(OptimizeGoal.Balanced), null, TestContext.Current.CancellationToken);
        var all = new byte[inputs.Length * (4 + most)];
        for (var i = 0; i < inputs.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(i * (4 + most)), i % programs.Count);
            inputs[i].CopyTo(all, (i * (4 + most)) + 4);
        }
        var outputs = TargetRunner.Run(
            built, all, inputs.Length, new RunOptions(Sequence: true, Timeout: TimeSpan.FromMinutes(10)), TestContext.Current.CancellationToken).Outputs;
        return [.. inputs.Select((_, i) => outputs.AsSpan(i * longest, longest).ToArray())];
    }

    private static int Bytes(CProgram program, IReadOnlyList<ValueId> values) => values.Sum(v => program.Graph.Type(v).Bytes);

    private static CSource Adapter(List<CProgram> programs, int inputBytes, int outputBytes)
    {
        var cases = string.Concat(programs.Select((p, k) => $$"""
                case {{k}}u:
                    if (runs < {{programs.Count}}u) { {{(p.Graph.States.IsEmpty ? "" : $"{p.Name}_reset({Arena(p)});")}} }
            {{Copies(p, p.Graph.Inputs, "input", (own, at, bytes) => $"memcpy({own}, shared_input.data + {at}, {bytes});")}}
                    {{p.Name}}_invoke({{Arena(p)}});
            {{Copies(p, p.Graph.Outputs, "output", (own, at, bytes) => $"memcpy(shared_output + {at}, {own}, {bytes});")}}
                    break;

            """));
        return new CSource(CSource.AdapterPath, $$"""
            #include <string.h>
            #include "mote_shared.h"
            #define HARNESS_INPUTS 1u
            #define HARNESS_OUTPUTS 1u
            static const uint32_t harness_input_bytes[] = {{{4 + inputBytes}}u};
            static const uint32_t harness_output_bytes[] = {{{outputBytes}}u};
            static struct { uint32_t model; uint8_t data[{{inputBytes}}]; } shared_input;
            static uint8_t shared_output[{{outputBytes}}];
            static uint32_t runs;
            static void *harness_input(uint32_t i) { (void)i; return &shared_input; }
            static const void *harness_output(uint32_t i) { (void)i; return shared_output; }
            static void harness_reset(void) { }
            static void harness_invoke(void)
            {
                memset(shared_output, 0, sizeof shared_output);
                switch (shared_input.model)
                {
            {{cases}}
                default:
                    break;
                }
                runs++;
            }

            """);
    }

    private static string Arena(CProgram program) => $"{program.Name.ToUpperInvariant()}_ARENA";

    private static string Copies(CProgram program, IReadOnlyList<ValueId> values, string what, Func<string, int, int, string> copy)
    {
        var (at, lines) = (0, new List<string>());
        for (var i = 0; i < values.Count; i++)
        {
            var bytes = program.Graph.Type(values[i]).Bytes;
            lines.Add("        " + copy($"{program.Name}_{what}{(values.Count > 1 ? $"_{i}" : "")}({Arena(program)})", at, bytes));
            at += bytes;
        }
        return string.Join('\n', lines);
    }
}
