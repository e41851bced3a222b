using Mote.Compiler.Machine;
using static System.FormattableString;
using static Mote.Compiler.ArmDsp.Registers;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// Prints a <see cref="PairedBlock"/>. Of four weights, two halves of 256·u - v in a word, the word itself multiplies the columns' first
/// words; then it extends the low bytes' signs in place, and multiplies the second ones: three instructions for four products.
/// </summary>
internal sealed class PairedBlockWriter(PairedBlock block, BlockRegisters registers)
{
    private const int Columns = 0, Stream = 1;

    private readonly AssemblyWriter _w = new(CoreTimings.OfDsp());
    private readonly bool _loops = block.Unrolled < block.Words;

    public MachineRoutine Write()
    {
        var entry = Enter();
        _w.Label(1);
        var before = _w.Cost;
        Sum();
        Rescale();
        var round = _w.Cost + -1 * before;
        Leave(entry);
        return _w.Routine(block.Name, "const uint32_t *columns", "const uint32_t *stream", "int8_t *y", "int8_t *end")
            with { Round = round };
    }

    private bool WaitsForColumns => _loops && !registers.HasCounter;

    /// <returns>Bytes of the stack below the saved registers.</returns>
    private int Enter()
    {
        // The columns' end lies above the saved registers, so that the arguments lie at the stack's top.
        if (WaitsForColumns) _w.Emit("sub sp, #8");
        var (saved, arguments) = registers.KeepsOutput ? ("r0, r4-r11, lr", 4) : ("r0, r2-r11, lr", 12);
        _w.Emit($"push {{{saved}}}");
        if (WaitsForColumns)
        {
            _w.Emit("mov r4, r0");
            _w.Increase(4, 8 * block.Columns * (block.Words - block.Words % block.Unrolled), 5);
            _w.Emit(Invariant($"str r4, [sp, #{arguments + 36}]"));
        }
        return arguments;
    }

    private void Leave(int arguments)
    {
        _w.Emit(Invariant($"add sp, #{arguments}"));
        if (WaitsForColumns)
        {
            _w.Emit("pop {r4-r11, lr}");
            _w.Emit("add sp, #8");
            _w.Emit("bx lr");
        }
        else _w.Emit("pop {r4-r11, pc}");
    }

    private int Sum(int channel, int column) => registers.Sums + channel * block.Columns + column;

    /// <summary>Where a channel's bias is loaded to: the last column, whose first product is added last.</summary>
    private int[] Biases => [.. Enumerable.Range(0, block.Channels).Select(j => Sum(j, block.Columns - 1))];

    private void Sum()
    {
        if (!_loops)
        {
            Words(block.Words, begins: true);
            return;
        }
        var rounds = block.Words / block.Unrolled;
        _w.LoadOn(Stream, Biases);
        for (var j = 0; j < block.Channels; j++)
            for (var i = 0; i < block.Columns - 1; i++)
                _w.Emit($"mov {Name(Sum(j, i))}, {Name(Sum(j, block.Columns - 1))}");
        if (registers.HasCounter) _w.Emit(Invariant($"mov {Name(registers.Counter)}, #{rounds}"));
        _w.Label(2);
        using (_w.Repeat(rounds))
        {
            Words(block.Unrolled, begins: false);
            if (registers.HasCounter) _w.Emit($"subs {Name(registers.Counter)}, #1");
            else
            {
                var end = Name(registers.Activations);
                _w.Emit(Invariant($"ldr {end}, [sp, #{(registers.KeepsOutput ? 40 : 48)}]"));
                _w.Emit($"cmp r0, {end}");
            }
            _w.Emit("bne 2b");
        }
        Words(block.Words % block.Unrolled, begins: false);
    }

    /// <summary>Some words of depth. Where they begin the sums, the biases come with the first weights.</summary>
    private void Words(int count, bool begins)
    {
        var total = 2 * block.Columns * count;
        var begun = new bool[block.Channels, block.Columns];
        for (var s = 0; s < count; s++)
        {
            var word = s % registers.WeightWords;
            if (word == 0)
            {
                var weights = Enumerable.Range(registers.Weights, block.Channels * Math.Min(registers.WeightWords, count - s));
                _w.LoadOn(Stream, [.. begins && s == 0 ? Biases : [], .. weights]);
            }
            for (var kind = 0; kind < 2; kind++)
            {
                if (kind == 1)
                    for (var j = 0; j < block.Channels; j++)
                        _w.Emit($"sxtb16 {Name(Weight(word, j))}, {Name(Weight(word, j))}");
                for (var i = 0; i < block.Columns; i++)
                {
                    var at = (2 * s + kind) * block.Columns + i;
                    if (at % registers.ActivationWords == 0)
                        _w.LoadOn(Columns,
                            [.. Enumerable.Range(registers.Activations, Math.Min(registers.ActivationWords, total - at))]);
                    var activation = Name(registers.Activations + at % registers.ActivationWords);
                    for (var j = 0; j < block.Channels; j++)
                    {
                        var sum = Sum(j, i);
                        var addend = begins && !begun[j, i] ? Sum(j, block.Columns - 1) : sum;
                        begun[j, i] = true;
                        _w.Emit($"smlad {Name(sum)}, {Name(Weight(word, j))}, {activation}, {Name(addend)}");
                    }
                }
            }
        }
    }

    private int Weight(int word, int channel) => registers.Weights + word * block.Channels + channel;

    /// <summary>Sums to outputs, and back to where the next group begins.</summary>
    private void Rescale()
    {
        var free = new Queue<int>(Enumerable.Range(registers.Weights, registers.Free));
        var (output, end) = (2, 3);
        var late = registers.LoadsEndLate(block);
        if (!registers.KeepsOutput)
        {
            (output, end) = late ? (Registers.Count - 1, 0) : (Registers.Count - 2, Registers.Count - 1);
            _w.Emit(late ? $"ldr {Name(output)}, [sp, #4]" : $"ldmia sp, {{r0, {Name(output)}, {Name(end)}}}");
        }
        var sign = late ? Columns : registers.NeedForSign(block) == 1 ? free.Dequeue() : -1;
        var constants = free.Where(r => r != output && r != end).ToArray();
        var each = block.RescalingWords;
        var together = Math.Min(block.Channels, constants.Length / each);
        for (var from = 0; from < block.Channels; from += together)
        {
            var some = Math.Min(together, block.Channels - from);
            _w.LoadOn(Stream, constants.AsSpan(0, each * some));
            for (var j = 0; j < some; j++)
                for (var i = 0; i < block.Columns; i++)
                    Rescale(Name(Sum(from + j, i)), constants.AsSpan(each * j, each), sign);
            for (var j = from; j < from + some; j++)
                for (var i = 0; i < block.Columns; i++)
                    if (i + j > 0)
                        _w.Emit(Invariant(
                            $"strb {Name(Sum(j, i))}, [{Name(output)}, #{j * block.ChannelStride + i * block.ColumnStride}]"));
        }
        Advance(output, constants[0]);
        if (registers.KeepsOutput) _w.Emit("ldr r0, [sp]");
        else
        {
            _w.Emit($"str {Name(output)}, [sp, #4]");
            if (late)
            {
                (output, end) = (Registers.Count - 2, Registers.Count - 1);
                _w.Emit($"ldmia sp, {{r0, {Name(output)}, {Name(end)}}}");
            }
        }
        _w.Emit($"cmp {Name(output)}, {Name(end)}");
        _w.Emit("bne 1b");
    }

    /// <param name="s">The sum's register.</param>
    /// <param name="constants">Those of multiplier, addend and perhaps shift.</param>
    /// <param name="sign">A register for the addend of the sum's sign.</param>
    private void Rescale(string s, ReadOnlySpan<int> constants, int sign)
    {
        var addend = Name(constants[1]);
        if (block.SignBits is { } bits)
        {
            _w.Emit(Invariant($"bic {Name(sign)}, {addend}, {s}, lsr #{32 - bits}"));
            addend = Name(sign);
        }
        _w.Emit($"smmla {s}, {s}, {Name(constants[0])}, {addend}");
        if (block.Shift is null) _w.Emit($"asr {s}, {s}, {Name(constants[2])}");
        _w.Emit(block.Shift is > 0 and var shift ? Invariant($"ssat {s}, #8, {s}, asr #{shift}") : $"ssat {s}, #8, {s}");
        Clamp(s, "lt", block.Low, block.Low > sbyte.MinValue);
        Clamp(s, "gt", block.High, block.High < sbyte.MaxValue);
    }

    private void Clamp(string sum, string condition, int limit, bool needed)
    {
        if (!needed) return;
        _w.Emit(Invariant($"cmp {sum}, #{limit}"));
        _w.Emit($"it {condition}");
        _w.Emit(Invariant($"mov{condition} {sum}, #{limit}"));
    }

    /// <summary>The last store, and on to the next group's outputs.</summary>
    private void Advance(int output, int spare)
    {
        var step = block.Channels * block.ChannelStride;
        if (step <= 255) _w.Emit(Invariant($"strb {Name(Sum(0, 0))}, [{Name(output)}], #{step}"));
        else
        {
            _w.Emit($"strb {Name(Sum(0, 0))}, [{Name(output)}]");
            _w.Increase(output, step, spare);
        }
    }
}
