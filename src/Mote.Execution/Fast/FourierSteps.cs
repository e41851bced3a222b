using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution.Reference;

namespace Mote.Execution.Fast;

/// <summary>The reference's transform, with its tables made once.</summary>
internal sealed unsafe class ForwardFourierStep<T, TArithmetic>(Rfft op, PlannedNode node) : FastStep
    where T : unmanaged, INumber<T>
    where TArithmetic : IFftArithmetic<T>
{
    private readonly FourierTransform<T, TArithmetic> _transform = new(op.Length, inverse: false);
    private readonly int _length = op.Length;
    private readonly int _size = node.Type(0).Shape[-1];
    private readonly int _rows = node.Type(0).Elements / node.Type(0).Shape[-1];
    private readonly int _x = node.At(0);
    private readonly int _y = node.OutputAt;

    public override int ScratchBytes => _length * sizeof(T);

    public override void Run(FastMemory memory)
    {
        var frame = new Span<T>(memory.Scratch, _length);
        T* x = (T*)memory.At(_x), y = (T*)memory.At(_y);
        frame.Clear();
        for (var row = 0; row < _rows; row++, x += _size, y += _length + 2)
        {
            new ReadOnlySpan<T>(x, _size).CopyTo(frame);
            _transform.Forward(frame, new Span<T>(y, _length + 2));
        }
    }
}

/// <inheritdoc cref="ForwardFourierStep{T, TArithmetic}"/>
internal sealed unsafe class BackwardFourierStep<T, TArithmetic>(Irfft op, PlannedNode node) : FastStep
    where T : unmanaged, INumber<T>
    where TArithmetic : IFftArithmetic<T>
{
    private readonly FourierTransform<T, TArithmetic> _transform = new(op.Length, inverse: true);
    private readonly int _length = op.Length;
    private readonly int _rows = node.Y.Elements / op.Length;
    private readonly int _x = node.At(0);
    private readonly int _y = node.OutputAt;

    public override void Run(FastMemory memory)
    {
        T* x = (T*)memory.At(_x), y = (T*)memory.At(_y);
        for (var row = 0; row < _rows; row++, x += _length + 2, y += _length)
            _transform.Backward(new ReadOnlySpan<T>(x, _length + 2), new Span<T>(y, _length));
        if (typeof(T) != typeof(float)) return;
        var all = new Span<float>(memory.At(_y), _rows * _length);
        foreach (ref var value in all) value /= _length;
    }
}

/// <summary>Which arithmetic a transform has.</summary>
internal static class FourierSteps
{
    public static FastStep? Of(Rfft op, PlannedNode node) => node.Data(0) is not null ? null
        : node.Y.Element == ElementType.Int16 ? new ForwardFourierStep<short, FftInt16>(op, node)
        : node.Y.Element == ElementType.Int32 ? new ForwardFourierStep<int, FftInt32>(op, node)
        : new ForwardFourierStep<float, FftFloat>(op, node);

    public static FastStep? Of(Irfft op, PlannedNode node) => node.Data(0) is not null ? null
        : node.Y.Element == ElementType.Int16 ? new BackwardFourierStep<short, FftInt16>(op, node)
        : node.Y.Element == ElementType.Int32 ? new BackwardFourierStep<int, FftInt32>(op, node)
        : new BackwardFourierStep<float, FftFloat>(op, node);
}
