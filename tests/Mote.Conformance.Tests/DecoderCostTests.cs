using System.Globalization;
using System.Text;
using Mote.Compiler.Kernels;
using Mote.Core.Machine;
using Mote.Numerics;
using Mote.Numerics.Coding;
using Mote.Targets.Build;
using Mote.Targets.Run;
using Decoder = Mote.Compiler.Coding.Decoder;

namespace Mote.Conformance.Tests;

/// <summary>What decoding is said to execute, against what the emulated devices count.</summary>
public class DecoderCostTests
{
    private static readonly ConstantCoding[] Codings = [.. ConstantCodings.All.Where(c => c != ConstantCoding.Plain)];

    [Theory]
    [InlineData("cortex-m4", 0.2)]
    [InlineData("cortex-m0plus", 0.3)]
    [InlineData("rv32imc", 0.3)]
    public void Instructions_of_decoding_are_predicted(string name, double tolerance)
    {
        var target = TargetsAtHand.Require(name);
        var cancellation = TestContext.Current.CancellationToken;
        var cases = Codings.SelectMany(c => ((int[])[1500, 6000]).Select(n => (Coding: c, Values: Values(c, n)))).ToList();
        var sources = RuntimeLibrary.Closure(Codings.Select(c => Decoder.Of(c)!.Header))
            .Select(h => new CSource(h, RuntimeLibrary.Read(h))).Append(Adapter(cases));
        using var built = ProgramBuild.Build(target, sources, new BuildOptions(), null, cancellation);
        var result = TargetRunner.Run(
            built, Enumerable.Range(0, cases.Count).Select(i => (byte)i).ToArray(), cases.Count, new RunOptions(Timeout: TimeSpan.FromMinutes(5)), cancellation);
        for (var i = 0; i < cases.Count; i++)
        {
            var (coding, values) = cases[i];
            Assert.Equal(values, result.Outputs.AsSpan(i * 6001 + 1, values.Length).ToArray());
            Assert.Equal(0, result.Outputs[i * 6001]);
            var predicted = Decoder.Cost(coding, values.Length, values.Count(v => v != 0), target.InstructionSet).Instructions;
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name} {coding} {values.Length}: {result.Instructions[i]} counted, {(double)result.Instructions[i] / values.Length:F1} a value, {predicted:F0} predicted"));
            Assert.InRange(predicted, result.Instructions[i] * (1 - tolerance), result.Instructions[i] * (1 + tolerance));
        }
    }

    private static byte[] Values(ConstantCoding coding, int count)
    {
        var random = new RandomStream((ulong)coding);
        var zeros = coding.IsSparse() ? 0.92 : 0;
        var deviation = coding is ConstantCoding.Packed or ConstantCoding.Codebook ? 2.5 : 20;
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < zeros ? (byte)0
            : (byte)Math.Clamp(Math.Round(deviation * random.NextNormal()), -7, coding.IsSparse() ? 120 : deviation < 3 ? 7 : 120))];
    }

    private static CSource Adapter(List<(ConstantCoding Coding, byte[] Values)> cases)
    {
        var c = new StringBuilder();
        foreach (var coding in Codings) c.Append($"#include \"{Decoder.Of(coding)!.Header}\"\n");
        foreach (var ((coding, values), i) in cases.Select((x, i) => (x, i)))
        {
            var coded = CodedConstant.Of(coding, values)!;
            foreach (var (table, t) in coded.Tables.Select((x, t) => (x, t)))
            {
                c.Append($"static const uint16_t words_{i}_{t}[] = {{{string.Join(',', table.Words.DefaultIfEmpty())}}};\n");
                c.Append($"static const uint8_t symbols_{i}_{t}[] = {{{string.Join(',', table.Symbols)}}};\n");
            }
            var tables = string.Join(", ", coded.Tables.Select((x, t) =>
                $"{{words_{i}_{t}, symbols_{i}_{t}, {x.Words.Length}, {x.Symbols.Length}}}").DefaultIfEmpty("{0, 0, 0, 0}"));
            c.Append($"static const mote_symbol_table tables_{i}[] = {{{tables}}};\n");
            c.Append($"static const uint8_t stream_{i}[] = {{{string.Join(',', coded.Stream)}}};\n");
            c.Append($"static const mote_coded coded_{i} = {{stream_{i}, tables_{i}, {coded.Stream.Length}, {coded.Count}, {coded.Check}u, {coded.Parameter}}};\n");
        }
        c.Append("""
            #define HARNESS_INPUTS 1u
            #define HARNESS_OUTPUTS 1u
            static const uint32_t harness_input_bytes[] = {1u};
            static const uint32_t harness_output_bytes[] = {6001u};
            static uint8_t x[8], y[6001];
            static void *harness_input(uint32_t i) { (void)i; return x; }
            static const void *harness_output(uint32_t i) { (void)i; return y; }
            static void harness_reset(void) { }
            static void harness_invoke(void)
            {
                switch (x[0])
                {

            """);
        foreach (var ((coding, _), i) in cases.Select((x, i) => (x, i)))
            c.Append($"    case {i}: y[0] = (uint8_t)mote_decode_{Decoder.Of(coding)!.Name}(&coded_{i}, y + 1); break;\n");
        return new CSource(CSource.AdapterPath, c.Append("    default: break;\n    }\n}\n").ToString());
    }
}
