using System.Buffers.Binary;
using System.Text;
using Mote.Compiler;
using Mote.Compiler.Emission;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Execution;
using Mote.Passes;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Targets.Run;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>
/// Many generated models in one program for an emulated device. An example of the program is a head (which model, whether its
/// states are reset first) and that model's inputs; all examples are of one size.
/// </summary>
internal sealed class DeviceBatch(Target target, OptimizeGoal goal)
{
    private const int HeadBytes = 8;

    private readonly List<(CProgram Program, EmittedModel Emitted, byte[][] Inputs, bool IsSequence)> _models = [];

    /// <param name="graph">The model.</param>
    /// <param name="optimize">Whether the passes run.</param>
    /// <param name="inputs">Each example's.</param>
    /// <param name="isSequence">Whether states live on from one example to the next.</param>
    /// <param name="memory">What memory there is.</param>
    /// <returns>What it was compiled to.</returns>
    public CProgram Add(Graph graph, bool optimize, byte[][] inputs, bool isSequence, MemoryLimits? memory = null)
    {
        var program = ModelCompiler.Compile(
            optimize ? Pipelines.Run(Pipelines.ForDevice, graph) : graph,
            new CompileOptions(target.InstructionSet, goal) { Memory = memory ?? MemoryLimits.None }) with { Name = $"m{_models.Count}" };
        var first = new RecordedInference(inputs[0], new Interpreter(graph).Run(inputs[0]));
        _models.Add((program, CEmitter.Emit(program, first), inputs, isSequence));
        return program;
    }

    /// <returns>The outputs of every example of every model.</returns>
    public byte[][][] Run(CancellationToken cancellation)
    {
        var sources = _models.SelectMany(m => m.Emitted.Files.Where(f => f.Path is not "model_selftest.c")
            .Select(f => new CSource($"{m.Program.Name}/{f.Path}", f.Text)));
        var (inputBytes, outputBytes) = (HeadBytes + _models.Max(m => Bytes(m.Program.Graph, m.Program.Graph.Inputs)),
            _models.Max(m => Bytes(m.Program.Graph, m.Program.Graph.Outputs)));
        using var built = ProgramBuild.Build(
            target, sources.Append(Adapter(inputBytes, outputBytes)), new BuildOptions(goal), null, cancellation);
        var examples = _models.Sum(m => m.Inputs.Length);
        // One process: a sequence must not be cut.
        var options = new RunOptions(Sequence: true, Timeout: TimeSpan.FromMinutes(10));
        var outputs = TargetRunner.Run(built, Examples(inputBytes, examples), examples, options, cancellation).Outputs;
        var at = 0;
        return [.. _models.Select(m => m.Inputs.Select(_ =>
            outputs.AsSpan(outputBytes * at++, Bytes(m.Program.Graph, m.Program.Graph.Outputs)).ToArray()).ToArray())];
    }

    private static int Bytes(Graph graph, IReadOnlyList<ValueId> values) => values.Sum(v => graph.Type(v).Bytes);

    private byte[] Examples(int size, int count)
    {
        var all = new byte[(long)size * count];
        var at = 0;
        foreach (var ((_, _, inputs, isSequence), k) in _models.Select((m, k) => (m, k)))
            for (var e = 0; e < inputs.Length; e++, at += size)
            {
                BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(at), k);
                BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(at + 4), e == 0 || !isSequence ? 1 : 0);
                inputs[e].CopyTo(all, at + HeadBytes);
            }
        return all;
    }

    private CSource Adapter(int inputBytes, int outputBytes)
    {
        var c = new StringBuilder("#include <string.h>\n");
        foreach (var (program, _, _, _) in _models) c.Append($"#include \"{program.Name}/model.h\"\n");
        c.Append($$"""
            #define HARNESS_INPUTS 1u
            #define HARNESS_OUTPUTS 1u
            static const uint32_t harness_input_bytes[] = {{{inputBytes}}u};
            static const uint32_t harness_output_bytes[] = {{{outputBytes}}u};
            static struct { uint32_t model, reset; uint8_t data[{{inputBytes - HeadBytes}}]; } batch_input;
            static uint8_t batch_output[{{outputBytes}}];
            static union
            {
            {{string.Join('\n', _models.Select(m => $"    {m.Program.Name}_arena {m.Program.Name};"))}}
            } batch;
            static void *harness_input(uint32_t i) { (void)i; return &batch_input; }
            static const void *harness_output(uint32_t i) { (void)i; return batch_output; }
            static void harness_reset(void) { }
            static void harness_invoke(void)
            {
                memset(batch_output, 0, sizeof batch_output);
                switch (batch_input.model)
                {

            """);
        foreach (var ((program, _, _, _), k) in _models.Select((m, k) => (m, k)))
        {
            c.Append($"    case {k}u:\n");
            if (!program.Graph.States.IsEmpty) c.Append($"        if (batch_input.reset) {program.Name}_reset(&batch.{program.Name});\n");
            Copies(c, program, program.Graph.Inputs, "input", (own, at, bytes) => $"memcpy({own}, batch_input.data + {at}, {bytes})");
            c.Append($"        {program.Name}_invoke(&batch.{program.Name});\n");
            Copies(c, program, program.Graph.Outputs, "output", (own, at, bytes) => $"memcpy(batch_output + {at}, {own}, {bytes})");
            c.Append("        break;\n");
        }
        return new CSource(CSource.AdapterPath, c.Append("    default:\n        break;\n    }\n}\n").ToString());
    }

    private static void Copies(
        StringBuilder c, CProgram program, IReadOnlyList<ValueId> values, string what, Func<string, int, int, string> copy)
    {
        var at = 0;
        for (var i = 0; i < values.Count; i++)
        {
            var bytes = program.Graph.Type(values[i]).Bytes;
            c.Append($"        {copy($"{program.Name}_{what}{(values.Count > 1 ? $"_{i}" : "")}(&batch.{program.Name})", at, bytes)};\n");
            at += bytes;
        }
    }
}
