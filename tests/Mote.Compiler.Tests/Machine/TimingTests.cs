using Mote.Compiler.Machine;
using Mote.Compiler.Machine.Mve;

namespace Mote.Compiler.Tests.Machine;

/// <summary>The models of pipelines on sequences whose cycles their sources state.</summary>
public class TimingTests
{
    [Theory]
    // Independent sums in pairs.
    [InlineData("add r0, r1, r2; add r3, r4, r5; add r6, r1, r2; add r7, r4, r5", 2)]
    // One needs the other's result.
    [InlineData("add r0, r1, r2; add r3, r0, r5", 2)]
    // One multiplier; sums of products follow each other all the same.
    [InlineData("smlad r0, r1, r2, r0; smlad r0, r3, r4, r0; smlad r0, r5, r6, r0", 3)]
    // A load beside a product; two loads do not pair here.
    [InlineData("smlad r0, r1, r2, r0; ldr r3, [r4], #4", 1)]
    [InlineData("ldr r0, [r1]; ldr r2, [r3]", 2)]
    // What is loaded is there in the second cycle after.
    [InlineData("ldr r0, [r1]; add r2, r0, r3", 3)]
    // One shifter, and packed arithmetic only first.
    [InlineData("add r0, r1, r2, lsl #2; sub r3, r4, r5, asr #1", 2)]
    [InlineData("uxtb16 r0, r1; add r2, r3, r4", 1)]
    [InlineData("add r2, r3, r4; uxtb16 r0, r1", 2)]
    // Several words alone, two a cycle behind the first.
    [InlineData("ldmia r0!, {r4-r7}", 3)]
    [InlineData("ldrd r4, r5, [r0], #8", 1)]
    // An address that moved on is there at once, one that was computed a cycle later.
    [InlineData("ldr r0, [r1], #4; ldr r2, [r1], #4", 2)]
    [InlineData("add r1, r2, r3; ldr r0, [r1]", 3)]
    [InlineData("subs r0, r0, #1; bne 1b", 2)]
    public void Cortex_M7(string code, double cycles)
    {
        var core = new PairedIssue();
        Assert.Equal(cycles, code.Split("; ").Sum(i => core.Of(new ThumbInstruction(i))));
    }

    [Theory]
    [InlineData("add r0, r1, r2; add r3, r0, r4", 2)]
    // Loads follow each other; what is loaded is in the third stage.
    [InlineData("ldr r0, [r1]; ldr r2, [r3]; str r4, [r5]", 3)]
    [InlineData("ldr r0, [r1]; add r2, r0, r3", 3)]
    [InlineData("ldr r0, [r1]; smlad r2, r0, r3, r2", 2)]
    [InlineData("smlad r0, r1, r2, r0; smlad r0, r3, r4, r0", 2)]
    [InlineData("smlad r0, r1, r2, r0; asr r0, r0, #3", 3)]
    [InlineData("ldmia r0!, {r4-r7}", 5)]
    [InlineData("subs r0, r0, #1; bne 1b", 3)]
    public void Cortex_M33(string code, double cycles)
    {
        var core = new CortexM33Timing();
        Assert.Equal(cycles, code.Split("; ").Sum(i => core.Of(new ThumbInstruction(i))));
    }

    [Theory]
    // Units overlap; one unit twice does not.
    [InlineData("vldrb.8 q0, [r0], #16; vadd.i32 q1, q2, q3", 2)]
    [InlineData("vadd.i32 q1, q2, q3; vadd.i32 q4, q5, q6", 3)]
    [InlineData("vldrb.8 q0, [r0], #16; vldrb.8 q1, [r0], #16; vldrb.8 q2, [r0], #16", 5)]
    // A load or store may be second in a pair, arithmetic not.
    [InlineData("add r0, r1, r2; vldrb.8 q0, [r3]", 1)]
    [InlineData("add r0, r1, r2; vadd.i32 q1, q2, q3", 2)]
    [InlineData("vadd.i32 q1, q2, q3; le lr, 1b", 1)]
    [InlineData("add r0, r1, r2; add r3, r4, r5", 1)]
    public void Cortex_M85(string code, double cycles)
    {
        var core = new CortexM85Timing();
        Assert.Equal(cycles, code.Split("; ").Sum(core.Of));
    }

    [Theory]
    [InlineData("add r0, r1, r2", 0b110u, 0u, 0b1u)]
    [InlineData("adds r0, r1", 0b11u, 0u, 0b1u)]
    [InlineData("mov r0, r1", 0b10u, 0u, 0b1u)]
    [InlineData("cmp r0, r1", 0b11u, 0u, 0u)]
    [InlineData("str r0, [r1, #4]", 0b1u, 0b10u, 0u)]
    [InlineData("ldr r0, [r1, r2]", 0u, 0b110u, 0b1u)]
    [InlineData("stmia r0!, {r1, r3-r4}", 0b11010u, 0b1u, 0u)]
    [InlineData("smull r0, r1, r2, r3", 0b1111u, 0u, 0b11u)]
    public void Registers_are_read_off_the_text(string instruction, uint reads, uint address, uint writes)
    {
        var found = new ThumbInstruction(instruction);
        Assert.Equal((reads, address, writes), (found.Reads, found.Address, found.Writes));
    }
}
