using System.Text;
using Mote.Compiler.Emission;
using Mote.Core.Diagnostics;

namespace Mote.Workflows;

/// <summary>Writes several files so that none is ever there by half.</summary>
public static class OutputFolder
{
    /// <summary>All files under temporary names first; then each takes its place.</summary>
    /// <exception cref="MoteException">MOTE0004: the folder cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<EmittedFile> files)
    {
        var written = new List<(string Temporary, string Final)>();
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var file in files)
            {
                var path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                written.Add((path + ".tmp", path));
                File.WriteAllBytes(path + ".tmp", Encoding.UTF8.GetBytes(file.Text));
            }
            foreach (var (temporary, final) in written) File.Move(temporary, final, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            foreach (var (temporary, _) in written) File.Delete(temporary);
            throw new MoteException("MOTE0004", folder, $"cannot be written: {e.Message}");
        }
    }
}
