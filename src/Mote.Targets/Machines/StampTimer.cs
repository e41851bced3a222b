namespace Mote.Targets.Machines;

/// <summary>The timers the harness can drive.</summary>
public enum TimerKind
{
    /// <summary>CMSDK APB timer: 32 bits, counts down.</summary>
    Cmsdk,

    /// <summary>System counter of the SSE-300 subsystem: 64 bits, counts up.</summary>
    SseCounter,

    /// <summary>RISC-V's counter of retired instructions: 64 bits, counts up.</summary>
    RetiredInstructions,
}

/// <summary>
/// The timer of an emulated board that instructions are counted with. The emulator lets one instruction take one nanosecond;
/// the timer ticks every <paramref name="Tick"/> / <paramref name="Scale"/> instructions.
/// </summary>
/// <param name="Kind">How it is driven.</param>
/// <param name="Control">Address of its control registers.</param>
/// <param name="Count">Address of the 32 bits that count.</param>
/// <param name="Tick">Instructions in <paramref name="Scale"/> ticks.</param>
/// <param name="Scale">A power of two.</param>
public sealed record StampTimer(TimerKind Kind, uint Control, uint Count, int Tick, int Scale)
{
    /// <summary>25 MHz: a tick is 40 instructions.</summary>
    public static readonly StampTimer Mps2 = new(TimerKind.Cmsdk, 0x4000_0000, 0x4000_0004, 40, 1);

    /// <summary>20 MHz: a tick is 50 instructions.</summary>
    public static readonly StampTimer IotKit = new(TimerKind.Cmsdk, 0x5000_0000, 0x5000_0004, 50, 1);

    /// <summary>32 MHz: a tick is 125/4 instructions.</summary>
    public static readonly StampTimer Mps3 = new(TimerKind.SseCounter, 0x5810_0000, 0x4810_1000, 125, 4);

    /// <summary>Every instruction counts.</summary>
    public static readonly StampTimer RiscV = new(TimerKind.RetiredInstructions, 0, 0, 1, 1);

    /// <summary>Its frequency in the emulator's time, in Hz.</summary>
    public long Hertz => 1_000_000_000L * Scale / Tick;
}
