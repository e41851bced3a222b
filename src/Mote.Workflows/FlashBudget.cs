using System.Globalization;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Machine;

namespace Mote.Workflows;

/// <summary>Whether a program is predicted to take no more flash than asked for.</summary>
public static class FlashBudget
{
    /// <exception cref="MoteException">MOTE0315: it takes more, with all constants stored as small as is known here.</exception>
    public static void Check(CProgram program, int budget)
    {
        if (budget == 0 || program.PredictedFlashBytes <= budget) return;
        throw new MoteException("MOTE0315", program.Name,
            string.Create(CultureInfo.InvariantCulture,
                $"the program is predicted to take {program.PredictedFlashBytes:N0} bytes of flash, with all constants coded as small as ")
            + string.Create(CultureInfo.InvariantCulture,
                $"they get where memory has room to decode them: {program.PredictedFlashBytes - budget:N0} more than the budget of ")
            + string.Create(CultureInfo.InvariantCulture, $"{budget:N0}."),
            program.Options.Goal == OptimizeGoal.Size ? "Prune the model, or share its weights; a larger --ram-budget may help, too."
                : "Try --optimize size; prune the model, or share its weights.");
    }
}
