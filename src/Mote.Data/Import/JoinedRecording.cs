using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Data.Files;

namespace Mote.Data.Import;

/// <summary>Several files of the same moments as one recording of all their channels.</summary>
internal sealed class JoinedRecording : Recording
{
    private readonly Recording[] _parts;
    private readonly string[] _paths;
    private readonly float[][] _buffers;

    private JoinedRecording(Recording[] parts, string[] paths)
        : base(parts[0].Place, parts[0].Kind, [parts.Sum(p => p.Frame.Elements)], parts[0].Rate, [.. parts.SelectMany(p => p.Facts)])
    {
        (_parts, _paths) = (parts, paths);
        _buffers = [.. parts.Select(_ => Array.Empty<float>())];
    }

    /// <summary>The first recording of all files, then the second...</summary>
    /// <exception cref="MoteException">MOTE0504: the files do not hold equally many recordings of equal length and rate.</exception>
    public static IEnumerable<Recording> Join(ImmutableArray<string> paths, ReadOptions options)
    {
        var readers = paths.Select(p => RecordingFile.Read(p, options).GetEnumerator()).ToArray();
        try
        {
            while (true)
            {
                var more = readers.Select(r => r.MoveNext()).ToArray();
                if (!more.Contains(true)) yield break;
                if (more.Contains(false))
                    throw new MoteException("MOTE0504", paths[Array.IndexOf(more, false)],
                        $"holds fewer recordings than {paths[Array.IndexOf(more, true)]}.");
                var parts = readers.Select(r => r.Current).ToArray();
                for (var i = 0; i < parts.Length; i++)
                    if (!parts[i].HasTime || parts[i].Rate != parts[0].Rate)
                        throw new MoteException("MOTE0504", paths[i],
                            $"cannot be channels of one recording with {paths[0]}: the rates differ.");
                yield return new JoinedRecording(parts, [.. paths]);
            }
        }
        finally
        {
            foreach (var reader in readers) reader.Dispose();
        }
    }

    public override int Read(Span<float> reals)
    {
        var frames = reals.Length / Frame.Elements;
        var offset = 0;
        var first = 0;
        for (var p = 0; p < _parts.Length; p++)
        {
            var channels = _parts[p].Frame.Elements;
            if (_buffers[p].Length < frames * channels) _buffers[p] = new float[frames * channels];
            var read = _parts[p].Read(_buffers[p].AsSpan(0, frames * channels));
            if (p == 0) first = read;
            else if (read != first)
                throw new MoteException("MOTE0504", _paths[p], $"is not as long as {_paths[0]}, whose channels it is to be joined with.");
            for (var i = 0; i < read; i++)
                _buffers[p].AsSpan(i * channels, channels).CopyTo(reals[(i * Frame.Elements + offset)..]);
            offset += channels;
        }
        return first;
    }
}
