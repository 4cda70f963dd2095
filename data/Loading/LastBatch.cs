namespace NeuralCore.Data;

/// <summary>What becomes of the examples that are left when an epoch's whole batches are cut.</summary>
public enum LastBatch
{
    /// <summary>They make a batch of their own, smaller than the others.</summary>
    Keep,
    /// <summary>They sit this epoch out; with a shuffle it is others each time.</summary>
    Drop,
    /// <summary>They make a smaller batch, but a lone one joins the batch before it: batch normalization cannot normalize a single value per channel.</summary>
    Join,
}
