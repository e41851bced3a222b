using System.Text;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Targets.Build;

namespace Mote.Workflows;

/// <summary>harness_model.h: how the measuring harness reaches a generated model.</summary>
internal static class HarnessAdapter
{
    public static CSource Print(CProgram program)
    {
        var (name, graph) = (program.Name, program.Graph);
        var text = new StringBuilder();
        text.Append(
            $$"""
            #include "model.h"
            #define HARNESS_INPUTS {{graph.Inputs.Length}}u
            #define HARNESS_OUTPUTS {{graph.Outputs.Length}}u
            {{Sizes("input", graph, graph.Inputs)}}
            {{Sizes("output", graph, graph.Outputs)}}
            {{Arena(program)}}

            """);
        if (graph.Inputs.Length > 0)
            text.Append(
                $$"""
                static void *harness_input(uint32_t i)
                {
                    switch (i)
                    {
                {{Cases(name, "input", graph.Inputs.Length)}}
                    }
                }

                """);
        text.Append(
            $$"""
            static const void *harness_output(uint32_t i)
            {
                switch (i)
                {
            {{Cases(name, "output", graph.Outputs.Length)}}
                }
            }
            static void harness_reset(void)
            {{{(graph.States.IsEmpty ? "" : $"\n    {name}_reset(&harness_arena);")}}
            }
            static void harness_invoke(void)
            {
                {{name}}_invoke(&harness_arena);
            }

            """);
        return new CSource(CSource.AdapterPath, text.ToString());
    }

    /// <summary>A memory, or an array for each.</summary>
    private static string Arena(CProgram program) => program.Arena.Regions.IsEmpty ? $"static {program.Name}_arena harness_arena;"
        : string.Concat(program.Arena.Regions.Select(r => $"static {program.Name}_{r.Name} harness_{r.Name};\n"))
            + $"static {program.Name}_arena harness_arena = "
            + $"{{{string.Join(", ", program.Arena.Regions.Select(r => $"&harness_{r.Name}"))}}};";

    private static string Sizes(string what, Graph graph, IReadOnlyList<ValueId> values) => values.Count == 0 ? ""
        : $"static const uint32_t harness_{what}_bytes[] = {{{string.Join(", ", values.Select(v => graph.Type(v).Bytes + "u"))}}};";

    private static string Cases(string name, string what, int count) => string.Join('\n', Enumerable.Range(0, count).Select(i =>
        $"        {(i == count - 1 ? "default" : $"case {i}u")}: return {name}_{what}{(count == 1 ? "" : $"_{i}")}(&harness_arena);"));
}
