using System.Diagnostics;
using System.Text;
using Mote.Compiler;
using Mote.Compiler.Emission;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Execution;
using Mote.Passes;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>
/// Many generated models in one program for this computer, under the address and undefined-behaviour sanitizers: each runs its
/// examples, as one sequence or each from a fresh state, and must give the interpreter's bytes.
/// </summary>
internal sealed class HostBatch : IDisposable
{
    private static readonly string[] Flags =
    [
        "-std=c99", "-O1", "-g0", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wshadow", "-pedantic", "-ffp-contract=off",
        "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("mote-batch-").FullName;
    private readonly List<(string Name, Graph Graph, byte[] Inputs, byte[] Expected)> _models = [];
    private readonly HashSet<string> _stateful = [];
    private readonly HashSet<string> _coded = [];

    /// <summary>Whether every example begins with states reset.</summary>
    public bool ResetsBetweenExamples { get; init; }

    /// <summary>How many of the models decode constants.</summary>
    public int WithCodedConstants => _coded.Count;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <param name="graph">The model.</param>
    /// <param name="goal">What to compile it for.</param>
    /// <param name="optimize">Whether the passes run.</param>
    /// <param name="inputs">Examples one after another.</param>
    /// <param name="examples">How many.</param>
    /// <param name="memory">What memory there is.</param>
    /// <returns>The interpreter's outputs, one example after another.</returns>
    public byte[] Add(Graph graph, OptimizeGoal goal, bool optimize, byte[] inputs, int examples, MemoryLimits? memory = null)
    {
        var name = $"m{_models.Count}";
        var program = ModelCompiler.Compile(
            optimize ? Pipelines.Run(Pipelines.ForDevice, graph) : graph, new CompileOptions(Goal: goal, StaticArena: goal == OptimizeGoal.Ram)
            {
                Memory = memory ?? MemoryLimits.None,
            }) with { Name = name };
        var expected = ResetsBetweenExamples
            ? InterpreterRun.Outputs(graph, inputs, examples) : InterpreterRun.SequenceOutputs(graph, inputs, examples);
        var first = new RecordedInference(inputs.AsMemory(0, inputs.Length / examples), expected.AsMemory(0, expected.Length / examples));
        var folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        foreach (var file in CEmitter.Emit(program, first).Files) File.WriteAllText(Path.Combine(folder, file.Path), file.Text);
        if (!program.Graph.States.IsEmpty) _stateful.Add(name);
        if (program.HasCodedConstants) _coded.Add(name);
        _models.Add((name, graph, inputs, expected));
        return expected;
    }

    /// <summary>Builds and runs all; one line for each model that differs.</summary>
    public IReadOnlyList<string> Run()
    {
        File.WriteAllText(Path.Combine(_folder, "main.c"), Main());
        File.WriteAllBytes(Path.Combine(_folder, "inputs.bin"), [.. _models.SelectMany(m => m.Inputs)]);
        var sources = _models.SelectMany(m => (string[])[$"{m.Name}/model.c", $"{m.Name}/model_selftest.c"]).Append("main.c").ToArray();
        var errors = new string?[sources.Length];
        Parallel.For(0, sources.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            errors[i] = Tool("gcc", [.. Flags, "-c", sources[i], "-o", $"{i}.o"]));
        if (errors.FirstOrDefault(e => e is not null) is { } refused) return [refused];
        if (Tool("gcc", [.. Flags, .. Enumerable.Range(0, sources.Length).Select(i => $"{i}.o"), "-o", "batch", "-lm"]) is { } unlinked) return [unlinked];
        if (Tool(Path.Combine(_folder, "batch"), []) is { } failed) return [failed];
        return Compare(File.ReadAllBytes(Path.Combine(_folder, "outputs.bin")));
    }

    /// <summary>What a model with coded constants returns: twice as it is, and with so many bytes changed in its first stream, one at a
    /// time; 1 stands for any step.</summary>
    public string[] Statuses(PreparedModel model, int changes)
    {
        var name = model.Program.Name;
        foreach (var file in model.Emitted.Files)
            File.WriteAllText(Path.Combine(_folder, file.Path),
                file.Path == "model_weights.h" ? file.Text.Replace("static const uint8_t", "static uint8_t", StringComparison.Ordinal) : file.Text);
        var stream = model.Emitted.Files.Single(f => f.Path == "model_weights.h").Text.Split("static const uint8_t ")
            .Select(part => part.Split('[')[0]).First(n => n.EndsWith("_stream", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder, "main.c"), $$"""
            #include <stdio.h>
            #include "model.c"
            int main(void)
            {
                static {{name}}_arena arena;
                unsigned i;
                for (i = 0; i < 2; i++) puts({{name}}_invoke(&arena) ? "1" : "0");
                for (i = 1; i <= {{changes}}; i++)
                {
                    uint8_t *const byte = &{{stream}}[i * (sizeof {{stream}} / {{changes + 1}})];
                    *byte ^= 0x10;
                    puts({{name}}_invoke(&arena) ? "1" : "0");
                    *byte ^= 0x10;
                }
                return 0;
            }

            """);
        if (Tool("gcc", [.. Flags, "main.c", "-o", "changed"]) is { } refused) return [refused];
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(_folder, "changed")) { RedirectStandardOutput = true, WorkingDirectory = _folder })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private List<string> Compare(byte[] outputs)
    {
        var different = new List<string>();
        var at = 0;
        foreach (var (name, graph, _, expected) in _models)
        {
            var actual = outputs.AsSpan(at, Math.Min(expected.Length, outputs.Length - at));
            if (!actual.SequenceEqual(expected))
                different.Add($"{name} '{graph.Name}': byte {actual.CommonPrefixLength(expected)} of {expected.Length} differs");
            at += expected.Length;
        }
        return different;
    }

    private string Main()
    {
        var c = new StringBuilder("#include <stdio.h>\n#include <string.h>\n");
        foreach (var (name, _, _, _) in _models) c.Append($"#include \"{name}/model.h\"\n");
        c.Append("int main(void)\n{\n    FILE *in = fopen(\"inputs.bin\", \"rb\"), *out = fopen(\"outputs.bin\", \"wb\");\n");
        foreach (var (name, graph, inputs, expected) in _models)
        {
            var inputBytes = graph.Inputs.Sum(i => graph.Type(i).Bytes);
            var outputBytes = graph.Outputs.Sum(o => graph.Type(o).Bytes);
            c.Append($"    {{\n        static {name}_arena arena;\n        int e;\n        memset(&arena, 0xA5, sizeof arena);\n");
            if (_stateful.Contains(name)) c.Append($"        {name}_reset(&arena);\n");
            c.Append($"        for (e = 0; e < {expected.Length / outputBytes}; e++)\n        {{\n");
            if (ResetsBetweenExamples && _stateful.Contains(name)) c.Append($"            {name}_reset(&arena);\n");
            for (var i = 0; i < graph.Inputs.Length; i++)
                c.Append($"            if (fread({name}_input{(graph.Inputs.Length > 1 ? $"_{i}" : "")}(&arena), 1, {graph.Type(graph.Inputs[i]).Bytes}u, in) != {graph.Type(graph.Inputs[i]).Bytes}u) return 1;\n");
            c.Append(_coded.Contains(name) ? $"            if ({name}_invoke(&arena) != 0) return 3;\n" : $"            {name}_invoke(&arena);\n");
            for (var o = 0; o < graph.Outputs.Length; o++)
                c.Append($"            fwrite({name}_output{(graph.Outputs.Length > 1 ? $"_{o}" : "")}(&arena), 1, {graph.Type(graph.Outputs[o]).Bytes}u, out);\n");
            c.Append($"        }}\n        if ({name}_self_test(&arena) != 0) {{ fprintf(stderr, \"{name}: self-test\\n\"); return 2; }}\n    }}\n");
            if (inputs.Length != inputBytes * (expected.Length / outputBytes)) throw new InvalidOperationException("examples of one size are expected");
        }
        return c.Append("    fclose(out);\n    return 0;\n}\n").ToString();
    }

    /// <summary>Null if it went well; otherwise what it said.</summary>
    private string? Tool(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var said = error.Result + output;
        return process.ExitCode == 0 ? null : $"{program} {string.Join(' ', arguments.TakeLast(3))}: {said[..Math.Min(said.Length, 3000)]}";
    }
}
