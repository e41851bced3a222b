namespace Mote.Compiler.Planning;

/// <summary>A block of memory alive from FirstStep to LastStep, both inclusive.</summary>
/// <param name="FirstStep">The step that first writes the block.</param>
/// <param name="LastStep">The last step that touches the block; never before FirstStep.</param>
/// <param name="Bytes">Its size; a block of zero bytes is in nobody's way.</param>
/// <param name="Alignment">A power of two that divides the block's offset.</param>
public readonly record struct MemoryBlock(int FirstStep, int LastStep, int Bytes, int Alignment = 4)
{
    internal bool IsAliveWith(MemoryBlock other) => FirstStep <= other.LastStep && other.FirstStep <= LastStep;

    /// <summary>Why no plan can hold this block, or null when it is well formed.</summary>
    internal string? Malformation()
    {
        if (LastStep < FirstStep)
            return $"dies at step {LastStep}, before its first step {FirstStep}";
        if (Bytes < 0)
            return $"has a negative size of {Bytes} bytes";
        if (Alignment <= 0 || (Alignment & (Alignment - 1)) != 0)
            return $"has alignment {Alignment}, which is not a power of two";
        return null;
    }
}
