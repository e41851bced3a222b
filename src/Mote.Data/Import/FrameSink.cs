using Mote.Core.Diagnostics;
using Mote.Data.Signals;

namespace Mote.Data.Import;

/// <summary>Takes frames at one rate and appends them to the spool at another.</summary>
internal sealed class FrameSink
{
    private readonly Spool _spool;
    private readonly int _channels;
    private readonly Resampler[]? _resamplers;

    /// <exception cref="MoteException">MOTE0504: a rate is asked for and the recording's own is unknown.</exception>
    public FrameSink(Spool spool, int channels, double? from, double? to, string where)
    {
        _spool = spool;
        _channels = channels;
        if (to is null || to == from) return;
        // A recording that does not say its rate has the one that is asked for: csv and npy know of none.
        if (from is { } known) _resamplers = [.. Enumerable.Range(0, channels).Select(_ => new Resampler(known, to.Value))];
    }

    public void Add(ReadOnlySpan<float> frames)
    {
        if (_resamplers is null)
        {
            _spool.Append(frames);
            return;
        }
        var channel = new float[frames.Length / _channels];
        var results = new float[_channels][];
        for (var c = 0; c < _channels; c++)
        {
            for (var i = 0; i < channel.Length; i++) channel[i] = frames[i * _channels + c];
            results[c] = _resamplers[c].Add(channel);
        }
        Append(results);
    }

    public void End()
    {
        if (_resamplers is not null) Append([.. _resamplers.Select(r => r.End())]);
    }

    private void Append(float[][] channels)
    {
        var frames = new float[channels[0].Length * _channels];
        for (var i = 0; i < frames.Length; i++) frames[i] = channels[i % _channels][i / _channels];
        _spool.Append(frames);
    }
}
