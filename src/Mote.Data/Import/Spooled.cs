using Mote.Core.Types;
using Mote.Data.Files;

namespace Mote.Data.Import;

/// <summary>A recording that has been read.</summary>
/// <param name="Id">File and place.</param>
/// <param name="File">Path below the folder given.</param>
/// <param name="Facts">All that is known of it.</param>
/// <param name="Frame">Of a frame.</param>
/// <param name="HasTime">Whether frames follow each other in time.</param>
/// <param name="Rate">After resampling.</param>
/// <param name="At">First real in the spool.</param>
/// <param name="Frames">How many.</param>
internal sealed record Spooled(
    string Id, string File, Dictionary<string, string> Facts, SampleKind Kind, Shape Frame, bool HasTime, double? Rate, long At,
        int Frames);

/// <summary>A stretch of a recording that is of one class, one group and one split. Windows lie within it.</summary>
internal sealed record Piece(Spooled Recording, string Label, string Group, Split Split, int From, int Frames);
