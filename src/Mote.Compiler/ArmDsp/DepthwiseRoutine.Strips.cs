namespace Mote.Compiler.ArmDsp;

/// <summary>Strips of one or two columns of results, from the top to the bottom.</summary>
internal sealed partial class DepthwiseRoutine
{
    // A third pair of pixels, (x2, x4), where two results are two columns apart; the bias where it has a register.
    private const int F = 10, Bias = 11, Addend = 9, Sign = 11;

    private static readonly (int A, int B) First = (8, 9), Second = (10, 11);

    private readonly record struct Strip(int Columns, Cursor X, Cursor Y);

    /// <summary>Two columns take a register more than there is where rows advance by one and columns by two.</summary>
    private int DoubleStrips =>
        _rescaling.SignBits is not null || _singles || (_shape.StrideY == 1 && _shape.StrideX == 2) ? 0 : _shape.OutWidth / 2;

    private int SingleStrips => _shape.OutWidth - (2 * DoubleStrips);

    private bool BiasIsOnStack => _rescaling.SignBits is not null || (_shape.StrideY == 1 && DoubleStrips > 0);

    private void Walk()
    {
        _w.Emit($"ldrd r1, r0, [sp, #{YAt}]");
        if (_shape.PlaneY < 4096) _w.Emit($"add r12, r1, #{_shape.PlaneY}");
        else
        {
            Registers.Constant(_w, E, _shape.PlaneY);
            _w.Emit("add r12, r12, r1");
        }
        _w.Emit($"str r12, [sp, #{YAt}]");
        if (_shape.Origin > 0) _w.Emit($"add r0, r0, #{_shape.Origin}");
        Strips(2, DoubleStrips, SingleStrips == 0);
        if (SingleStrips > 0 && DoubleStrips > 0 && _shape.StrideY == 1) _w.Emit($"ldr r{Bias}, [sp, #{BiasAt}]");
        Strips(1, SingleStrips, true);
    }

    private void Strips(int columns, int count, bool isLast)
    {
        if (count == 0) return;
        if (count > 1)
        {
            Registers.Constant(_w, E, count);
            _w.Emit($"str r12, [sp, #{StripsAt}]");
            _w.Label(2);
        }
        using (_w.Repeat(count))
        {
            var strip = new Strip(columns, new Cursor(_w, X), new Cursor(_w, Y));
            if (_shape.StrideY == 1) WalkByOne(strip);
            else WalkByTwo(strip);
            if (count > 1 || !isLast)
            {
                strip.X.MoveTo(columns * _shape.StrideX, E);
                strip.Y.MoveTo(columns * _shape.PixelY, E);
            }
            if (count == 1) return;
            _w.Emit($"ldr r12, [sp, #{StripsAt}]");
            _w.Emit("subs r12, r12, #1");
            _w.Emit($"str r12, [sp, #{StripsAt}]");
            _w.Emit("bne 2b");
        }
    }

    /// <summary>Sums of the row that is being finished and of the next one; the one after takes over the registers of the first.</summary>
    private void WalkByOne(Strip strip)
    {
        var (current, next) = (First, Second);
        var rows = _shared is null ? _shape.OutHeight : 4;
        Load(strip, 0);
        Multiply(strip, current, 0);
        Load(strip, 1);
        Multiply(strip, current, 1);
        if (rows > 1) Multiply(strip, next, 0);
        Rows(strip, rows, 2, y =>
        {
            Load(strip, y + 2);
            Multiply(strip, current, 2);
            Finish(strip, current, y);
            if (y < rows - 1) Multiply(strip, next, 1);
            if (y < rows - 2) Multiply(strip, current, 0);
            (current, next) = (next, current);
        });
    }

    private void WalkByTwo(Strip strip)
    {
        var rows = _shared is null ? _shape.OutHeight : 4;
        Load(strip, 0);
        Multiply(strip, First, 0);
        Rows(strip, rows, 1, y =>
        {
            Load(strip, (2 * y) + 1);
            Multiply(strip, First, 1);
            Load(strip, (2 * y) + 2);
            Multiply(strip, First, 2);
            Finish(strip, First, y);
            if (y < rows - 1) Multiply(strip, First, 0);
        });
    }

    /// <summary>All rows of results: in a loop, but for the last ones, after which less is begun.</summary>
    private void Rows(Strip strip, int rows, int last, Action<int> row)
    {
        if (_shared is not null)
        {
            SharedRows(strip, row);
            return;
        }
        var straight = rows <= _unroll + last ? rows : last + ((rows - last) % _unroll);
        var passes = (rows - straight) / _unroll;
        if (passes > 0)
        {
            var loaded = _shape.StrideY == 1 ? 2 : 1;
            strip.X.MoveTo(loaded * _shape.Pitch, E);
            _w.Emit(FormattableString.Invariant($"add r6, r6, #{passes << 16}"));
            _w.Label(5);
            using (_w.Repeat(passes))
            {
                for (var y = 0; y < _unroll; y++) row(y);
                strip.X.MoveTo((loaded + (_unroll * _shape.StrideY)) * _shape.Pitch, E);
                strip.Y.MoveTo(_unroll * OutPitch, E);
                _w.Emit("subs r6, r6, #0x10000");
                _w.Emit("bpl 5b");
            }
            strip.X.Advance((passes - 1) * _unroll * _shape.StrideY * _shape.Pitch);
            strip.Y.Advance((passes - 1) * _unroll * OutPitch);
        }
        for (var y = rows - straight; y < rows; y++) row(y);
    }

    private int OutPitch => _shape.OutWidth * _shape.PixelY;

    /// <summary>Four or five pixels of a row of the padded plane.</summary>
    private void Load(Strip strip, int row)
    {
        var place = row * _shape.Pitch;
        var five = strip.Columns == 2 && _shape.StrideX == 2;
        if (!strip.X.Reaches(place + 2)) strip.X.MoveTo(place, E);
        if (five) _w.Emit($"ldr r{F}, {strip.X.At(place + 2)}");
        _w.Emit($"ldr r12, {strip.X.AtAndOn(place, _shape.Pitch)}");
        if (five) _w.Emit($"sxtb16 r{F}, r{F}");
        _w.Emit("sxtb16 lr, r12, ror #8");
        _w.Emit("sxtb16 r12, r12");
    }

    /// <summary>Adds what the loaded pixels contribute through one row of the kernel; with the first one a sum begins.</summary>
    private void Multiply(Strip strip, (int A, int B) sums, int kernelRow)
    {
        var (a, b) = ($"r{sums.A}", $"r{sums.B}");
        var (pair, centre) = ($"r{W0 + kernelRow}", $"r{(kernelRow == 2 ? W12 : W01)}");
        var half = kernelRow == 1 ? "t" : "b";
        var two = strip.Columns == 2;
        var isFirst = kernelRow == 0;
        var loads = isFirst && (_rescaling.SignBits is not null || (two && _shape.StrideY == 1));
        var begin = loads ? two ? b : a : $"r{Bias}";
        if (loads) _w.Emit($"ldr {begin}, [sp, #{BiasAt}]");
        _w.Emit($"smlad {a}, r12, {pair}, {(isFirst ? begin : a)}");
        if (two) _w.Emit($"smlad {b}, {(_shape.StrideX == 1 ? "lr" : $"r{F}")}, {pair}, {(isFirst ? begin : b)}");
        _w.Emit($"smlab{half} {a}, lr, {centre}, {a}");
        if (two) _w.Emit($"smlat{half} {b}, {(_shape.StrideX == 1 ? "r12" : "lr")}, {centre}, {b}");
    }

    private void Finish(Strip strip, (int A, int B) sums, int row)
    {
        foreach (var sum in strip.Columns == 2 ? new[] { sums.A, sums.B } : [sums.A])
        {
            if (_rescaling.SignBits is { } s)
            {
                _w.Emit($"bic r{Sign}, r{Addend}, r{sum}, lsr #{32 - s}");
                _w.Emit($"smmla r{sum}, r{sum}, r{M}, r{Sign}");
            }
            else _w.Emit($"smmul r{sum}, r{sum}, r{M}");
        }
        foreach (var sum in strip.Columns == 2 ? new[] { sums.A, sums.B } : [sums.A])
            _w.Emit(_rescaling.Shift == 0 ? $"ssat r{sum}, #8, r{sum}" : $"ssat r{sum}, #8, r{sum}, asr #{_rescaling.Shift}");
        if (_shared is not null)
        {
            StoreShared(sums);
            return;
        }
        var place = row * OutPitch;
        if (strip.Columns == 2) _w.Emit($"strb r{sums.B}, {strip.Y.At(place + _shape.PixelY)}");
        _w.Emit($"strb r{sums.A}, {strip.Y.AtAndOn(place, OutPitch)}");
        // The registers just stored are free: so the next row's places are brought within reach here.
        strip.Y.Reach(place + OutPitch + _shape.PixelY, sums.A);
    }
}
