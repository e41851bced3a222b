using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary><see cref="Recurrent"/> in registers of one width.</summary>
internal static unsafe class RecurrentOn<V> where V : unmanaged, ILanes<V>
{
    internal static void Lstm(int batch, int steps, int s, float* packed, float* gates, float* cells, float* y,
        RoundedStates rounding = default)
    {
        nint gateRow = 4 * s, gatesOf = steps * gateRow, statesOf = (nint)steps * s;
        for (int i = 0; i < steps; i++)
        {
            float* g = gates + i * gateRow, c = cells + (nint)i * s, h = y + (nint)i * s;
            if (i > 0)
                GemmOn<V>.MultiplyPacked(false, batch, 4 * s, s, h - s, statesOf, packed, g, gatesOf, true);
            for (int n = 0; n < batch; n++)
                LstmStep(s, i == 0, g + n * gatesOf, c + n * statesOf, h + n * statesOf, rounding, n * statesOf + (nint)i * s);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LstmStep(int s, bool first, float* g, float* c, float* h, RoundedStates rounding, nint row)
    {
        for (int j = 0; j < s; j += V.Width)
        {
            int count = Math.Min(V.Width, s - j);
            V input = FunctionsOn<V>.Sigmoid(V.Load(g + j, count)), forget = FunctionsOn<V>.Sigmoid(V.Load(g + s + j, count));
            V candidate = FunctionsOn<V>.Tanh(V.Load(g + 2 * s + j, count)), output = FunctionsOn<V>.Sigmoid(V.Load(g + 3 * s + j, count));
            V cell = first ? input * candidate : V.Fma(input, candidate, forget * V.Load(c - s + j, count));
            if (rounding.Are)
                cell = rounding.Cell(cell);
            input.Store(g + j, count);
            forget.Store(g + s + j, count);
            candidate.Store(g + 2 * s + j, count);
            output.Store(g + 3 * s + j, count);
            cell.Store(c + j, count);
            V state = output * FunctionsOn<V>.Tanh(cell);
            if (rounding.Are)
            {
                state.Store(rounding.Raw + row + j, count);
                state = rounding.Hidden(state);
            }
            state.Store(h + j, count);
        }
    }

    internal static void LstmGradient(
        int batch, int steps, int s, float* dy, float* packed, float* y, float* gates, float* cells, float* dGates, float* dR,
        float* scratch, RoundedStates rounding = default)
    {
        nint gateRow = 4 * s, gatesOf = steps * gateRow, statesOf = (nint)steps * s;
        float* dh = scratch, dc = scratch + (nint)batch * s;
        new Span<float>(scratch, 2 * batch * s).Clear();
        for (int i = steps - 1; i >= 0; i--)
        {
            for (int n = 0; n < batch; n++)
            {
                nint state = n * statesOf + (nint)i * s, gate = n * gatesOf + i * gateRow;
                LstmStepBack(
                    s, i == 0, dy + state, gates + gate, cells + state, dGates + gate, dh + (nint)n * s, dc + (nint)n * s, rounding, state);
            }

            if (i > 0)
                GemmOn<V>.MultiplyPacked(false, batch, s, 4 * s, dGates + i * gateRow, gatesOf, packed, dh, s, false);
        }

        RecurrentWeights(batch, steps, 4 * s, s, dGates, y, dR);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LstmStepBack(
        int s, bool first, float* dy, float* g, float* c, float* d, float* dh, float* dc, RoundedStates rounding, nint row)
    {
        V one = V.Splat(1);
        for (int j = 0; j < s; j += V.Width)
        {
            int count = Math.Min(V.Width, s - j);
            V input = V.Load(g + j, count), forget = V.Load(g + s + j, count);
            V candidate = V.Load(g + 2 * s + j, count), output = V.Load(g + 3 * s + j, count);
            V tanh = FunctionsOn<V>.Tanh(V.Load(c + j, count)), h = V.Load(dy + j, count) + V.Load(dh + j, count);
            V before = first ? V.Zero : V.Load(c - s + j, count);
            if (rounding.Are)
                h = rounding.HiddenPasses(V.Load(rounding.Raw + row + j, count), h);
            V cell = V.Fma(h * output, one - tanh * tanh, V.Load(dc + j, count));
            if (rounding.Are)
                cell = rounding.CellPasses(V.Fma(input, candidate, forget * before), cell);
            (cell * candidate * input * (one - input)).Store(d + j, count);
            (cell * before * forget * (one - forget)).Store(d + s + j, count);
            (cell * input * (one - candidate * candidate)).Store(d + 2 * s + j, count);
            (h * tanh * output * (one - output)).Store(d + 3 * s + j, count);
            (cell * forget).Store(dc + j, count);
        }
    }

    /// <summary>dR += Σ dSums[i]ᵀ · h[i - 1], over all steps but the first of all sequences, at once.</summary>
    private static void RecurrentWeights(int batch, int steps, int rows, int s, float* dSums, float* y, float* dR)
    {
        if (steps < 2)
            return;
        for (int from = 0; from < s;)
        {
            int vectors = GemmOn<V>.PanelVectors(GemmOn<V>.Vectors(s - from)), panel = vectors * V.Width;
            Tiles.Run<V>(
                new TileOperands
                {
                    A = dSums + rows, ARow = 1, AStep = rows, ASegment = (nint)steps * rows,
                    B = y + from, BStep = s, BSegment = (nint)steps * s,
                    C = dR + from, CRow = s, Steps = steps - 1, Segments = batch,
                    Last = GemmOn<V>.LastOf(panel, s - from), Accumulate = true,
                },
                rows, vectors, maskedB: true);
            from += panel;
        }
    }

    internal static void Gru(
        int batch, int steps, int s, float* packed, float* bias, float* sums, float* gates, float* y, float* scratch,
        RoundedStates rounding = default)
    {
        nint sumsOf = (nint)steps * 3 * s, gatesOf = (nint)steps * 4 * s, statesOf = (nint)steps * s;
        for (int i = 0; i < steps; i++)
        {
            float* h = y + (nint)i * s;
            if (i > 0)
                GemmOn<V>.MultiplyPacked(false, batch, 3 * s, s, h - s, statesOf, packed, scratch, 3 * s, false);
            else
                new Span<float>(scratch, batch * 3 * s).Clear();
            for (int n = 0; n < batch; n++)
            {
                GruStep(
                    s, i == 0, sums + n * sumsOf + (nint)i * 3 * s, scratch + (nint)n * 3 * s, bias,
                    gates + n * gatesOf + (nint)i * 4 * s, h + n * statesOf, rounding, n * statesOf + (nint)i * s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GruStep(
        int s, bool first, float* x, float* r, float* bias, float* g, float* h, RoundedStates rounding, nint row)
    {
        for (int j = 0; j < s; j += V.Width)
        {
            int count = Math.Min(V.Width, s - j);
            V update = FunctionsOn<V>.Sigmoid(V.Load(x + j, count) + V.Load(r + j, count));
            V reset = FunctionsOn<V>.Sigmoid(V.Load(x + s + j, count) + V.Load(r + s + j, count));
            V sum = V.Load(r + 2 * s + j, count) + V.Load(bias + j, count);
            V candidate = FunctionsOn<V>.Tanh(V.Fma(reset, sum, V.Load(x + 2 * s + j, count)));
            V before = first ? V.Zero : V.Load(h - s + j, count);
            update.Store(g + j, count);
            reset.Store(g + s + j, count);
            candidate.Store(g + 2 * s + j, count);
            sum.Store(g + 3 * s + j, count);
            V state = V.Fma(update, before - candidate, candidate);
            if (rounding.Are)
            {
                state.Store(rounding.Raw + row + j, count);
                state = rounding.Hidden(state);
            }
            state.Store(h + j, count);
        }
    }

    internal static void GruGradient(
        int batch, int steps, int s, float* dy, float* packed, float* y, float* gates, float* dGates, float* dR, float* dBias,
        float* scratch, RoundedStates rounding = default)
    {
        nint sumsOf = (nint)steps * 3 * s, gatesOf = (nint)steps * 4 * s, statesOf = (nint)steps * s;
        float* dh = scratch, dSums = scratch + (nint)batch * s;
        new Span<float>(dh, batch * s).Clear();
        for (int i = steps - 1; i >= 0; i--)
        {
            for (int n = 0; n < batch; n++)
            {
                nint state = n * statesOf + (nint)i * s, sum = n * sumsOf + (nint)i * 3 * s;
                GruStepBack(
                    s, i == 0, dy + state, gates + n * gatesOf + (nint)i * 4 * s, y + state, dGates + sum, dSums + sum, dBias,
                    dh + (nint)n * s, rounding, state);
            }

            if (i > 0)
                GemmOn<V>.MultiplyPacked(false, batch, s, 3 * s, dSums + (nint)i * 3 * s, sumsOf, packed, dh, s, true);
        }

        RecurrentWeights(batch, steps, 3 * s, s, dSums, y, dR);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GruStepBack(
        int s, bool first, float* dy, float* g, float* y, float* d, float* dSums, float* dBias, float* dh, RoundedStates rounding, nint row)
    {
        V one = V.Splat(1);
        for (int j = 0; j < s; j += V.Width)
        {
            int count = Math.Min(V.Width, s - j);
            V update = V.Load(g + j, count), reset = V.Load(g + s + j, count), candidate = V.Load(g + 2 * s + j, count);
            V h = V.Load(dy + j, count) + V.Load(dh + j, count), before = first ? V.Zero : V.Load(y - s + j, count);
            if (rounding.Are)
                h = rounding.HiddenPasses(V.Load(rounding.Raw + row + j, count), h);
            V dCandidate = h * (one - update) * (one - candidate * candidate);
            V dUpdate = h * (before - candidate) * update * (one - update);
            V dReset = dCandidate * V.Load(g + 3 * s + j, count) * reset * (one - reset), dSum = dCandidate * reset;
            dUpdate.Store(d + j, count);
            dReset.Store(d + s + j, count);
            dCandidate.Store(d + 2 * s + j, count);
            dUpdate.Store(dSums + j, count);
            dReset.Store(dSums + s + j, count);
            dSum.Store(dSums + 2 * s + j, count);
            (V.Load(dBias + j, count) + dSum).Store(dBias + j, count);
            (h * update).Store(dh + j, count);
        }
    }
}
