namespace Mote.Numerics.Coding;

/// <summary>The bits of a stream in <see cref="BitWriter"/>'s order; zeros behind its end, which <see cref="EndsHere"/> finds.</summary>
public ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _position;

    /// <summary>The next 16 bits, which stay.</summary>
    public readonly int Window
    {
        get
        {
            var window = 0;
            for (var i = 0; i < 3; i++)
            {
                var at = (_position >> 3) + i;
                window = (window << 8) | (at < _bytes.Length ? _bytes[(int)at] : 0);
            }
            return (window >> (8 - (int)(_position & 7))) & 0xFFFF;
        }
    }

    /// <summary>Whether all whole bytes have been used, and none behind them.</summary>
    public readonly bool EndsHere => (_position + 7) >> 3 == _bytes.Length;

    public void Skip(int count) => _position += count;
}
