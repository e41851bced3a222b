using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>Activations of a register; the size of A tells which (1 is <see cref="Activation.None"/>, and so on).</summary>
internal static class ActivationOn<V> where V : unmanaged, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe V Apply<A>(V x, V slope) where A : unmanaged
    {
        if (sizeof(A) == 1 + (int)Activation.Relu)
            return V.Max(V.Zero, x);
        if (sizeof(A) == 1 + (int)Activation.Relu6)
            return V.Min(V.Splat(6), V.Max(V.Zero, x));
        if (sizeof(A) == 1 + (int)Activation.LeakyRelu)
            return V.Select(V.Greater(V.Zero, x), x * slope, x);
        if (sizeof(A) == 1 + (int)Activation.Sigmoid)
            return FunctionsOn<V>.Sigmoid(x);
        if (sizeof(A) == 1 + (int)Activation.Tanh)
            return FunctionsOn<V>.Tanh(x);
        if (sizeof(A) == 1 + (int)Activation.HardSwish)
            return x * V.Min(V.Splat(6), V.Max(V.Zero, x + V.Splat(3))) * V.Splat(1f / 6);
        return x;
    }

    /// <summary>dy times the slope, from the operand x and the result y, of which only one is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe V Gradient<A>(V dy, V x, V y, V slope) where A : unmanaged
    {
        if (sizeof(A) == 1 + (int)Activation.Relu)
            return dy & V.Greater(y, V.Zero);
        if (sizeof(A) == 1 + (int)Activation.Relu6)
            return dy & V.Greater(y, V.Zero) & V.Greater(V.Splat(6), y);
        if (sizeof(A) == 1 + (int)Activation.LeakyRelu)
            return V.Select(V.Greater(V.Zero, x), dy * slope, dy);
        if (sizeof(A) == 1 + (int)Activation.Sigmoid)
            return dy * (y * (V.Splat(1) - y));
        if (sizeof(A) == 1 + (int)Activation.Tanh)
            return dy * (V.Splat(1) - y * y);
        if (sizeof(A) == 1 + (int)Activation.HardSwish)
        {
            V inner = V.Fma(x, V.Splat(1f / 3), V.Splat(0.5f));
            V middle = V.Select(V.Greater(V.Splat(3), x), dy * inner, dy);
            return middle & V.Greater(x, V.Splat(-3));
        }

        return dy;
    }

    /// <summary>Whether the gradient is a function of the operand; otherwise it is one of the result.</summary>
    internal static bool NeedsOperand(Activation activation) => activation is Activation.LeakyRelu or Activation.HardSwish;
}
