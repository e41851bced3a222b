namespace Mote.Targets.Boards;

/// <summary>What no board can be, and that each figure says where it is from.</summary>
internal static class BoardCheck
{
    // Far outside of what microcontrollers take: a slip of units is a factor of a thousand.
    private const double MostActiveMilliamps = 500, MostAsleepMicroamps = 10_000, LeastMilliampsPerMegahertz = 0.001,
        MostMilliampsPerMegahertz = 1;

    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0421.</exception>
    public static void Run(string where, Board board)
    {
        var chip = board.Chip;
        Require(chip.ClockHz is >= 1_000_000 and <= 2_000_000_000, $"a clock of {chip.ClockHz} Hz is none");
        Require(board.FlashBytes is null or > 0, "its flash is not positive");
        Require(!board.Ram.IsEmpty && board.Ram.All(m => m.Bytes > 0), "a RAM is missing or not positive");
        Require(board.Ram.Select(m => m.Name).Distinct().Count() == board.Ram.Length, "two memories have one name");
        Require(chip.Supply is null || (chip.Supply.Least > 0.5 && chip.Supply.Least <= chip.Supply.Most && chip.Supply.Most <= 6),
            "its supply is no range of volts");
        Require(chip.Volts is null || (chip.Volts >= (chip.Supply?.Least ?? 0.5) && chip.Volts <= (chip.Supply?.Most ?? 6)),
            "the volts of its currents are not among those it takes");
        Require(chip.ActiveMilliamps is null || (chip.ActiveMilliamps <= MostActiveMilliamps
                && chip.ActiveMilliamps * 1e6 / chip.ClockHz is >= LeastMilliampsPerMegahertz and <= MostMilliampsPerMegahertz),
            $"{chip.ActiveMilliamps} mA running is not plausible at its clock");
        Require(chip.AsleepMicroamps is null or (> 0 and <= MostAsleepMicroamps)
                && (chip.ActiveMilliamps is null || chip.AsleepMicroamps is null || chip.AsleepMicroamps < 1000 * chip.ActiveMilliamps),
            $"{chip.AsleepMicroamps} uA asleep is not plausible");
        Require(chip.WakeUpMicroseconds is null or (> 0 and < 1_000_000), "its time to wake up is not plausible");
        foreach (var (figure, isGiven) in Figures(board))
            Require(!isGiven || board.Sources.Any(s => s.Of.Contains(figure)), $"its figure '{figure}' has no source");
        Require(board.Sources.All(s => s.Title.Length > 0 && s.Where.Length > 0 && Uri.TryCreate(s.Url, UriKind.Absolute, out _)),
            "a source lacks its title, place or address");

        void Require(bool isSo, string otherwise)
        {
            if (!isSo) throw BoardTable.Bad(where, otherwise);
        }
    }

    private static IEnumerable<(string Figure, bool IsGiven)> Figures(Board board) =>
    [
        ("core", true), ("clock", true), ("memory", true), ("supply", board.Chip.Supply is not null),
        ("active", board.Chip.ActiveMilliamps is not null), ("asleep", board.Chip.AsleepMicroamps is not null),
        ("wakeUp", board.Chip.WakeUpMicroseconds is not null),
    ];
}
