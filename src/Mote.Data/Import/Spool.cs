using System.Runtime.InteropServices;

namespace Mote.Data.Import;

/// <summary>Reals on disk between the two passes of an import: what has been read, until all of it is known and its scale with
/// it.</summary>
internal sealed class Spool : IDisposable
{
    private readonly FileStream _file;

    /// <param name="path">Made anew; gone when this is disposed of.</param>
    public Spool(string path) =>
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20, FileOptions.DeleteOnClose);

    /// <summary>Reals so far.</summary>
    public long Length => _file.Length / sizeof(float);

    public void Append(ReadOnlySpan<float> reals) => _file.Write(MemoryMarshal.AsBytes(reals));

    /// <summary>Forgets what came after.</summary>
    public void Truncate(long length) => _file.SetLength(length * sizeof(float));

    public void Read(long from, Span<float> reals)
    {
        _file.Position = from * sizeof(float);
        _file.ReadExactly(MemoryMarshal.AsBytes(reals));
        _file.Position = _file.Length;
    }

    public void Dispose() => _file.Dispose();
}
