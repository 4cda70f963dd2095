"""Writes the files beside it, once, with PyTorch 1.13 and NumPy 1.24 (Debian 12): what the readers are held against."""
import collections, json, struct
import numpy as np
import torch


def safetensors(path, tensors):
    header, body = {}, b""
    names = {torch.bool: "BOOL", torch.uint8: "U8", torch.int8: "I8", torch.int16: "I16", torch.int32: "I32",
             torch.int64: "I64", torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64"}
    for name, t in tensors.items():
        t = t.detach().contiguous()
        raw = bytes(t.clone().view(-1).view(torch.uint8).numpy()) if t.numel() and t.dim() else \
            bytes(t.clone().reshape(1).view(torch.uint8).numpy()) if t.numel() else b""
        header[name] = {"dtype": names[t.dtype], "shape": list(t.shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + body)


base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5) / 8 - 2
tensors = collections.OrderedDict(
    plain=base,
    transposed=base.permute(2, 0, 1),
    sliced=base[1:, ::2, 3:],
    shared=base[2],
    expanded=torch.tensor([1.5, -2.5]).reshape(2, 1).expand(2, 3),
    scalar=torch.tensor(7.25, dtype=torch.float64),
    empty=torch.zeros(0, 3),
    parameter=torch.nn.Parameter(torch.tensor([[1., 2.], [3., 4.]])),
    half=torch.tensor([1, -2.5, 65504, 6e-8], dtype=torch.float16),
    bfloat=torch.tensor([1, -2.5, 3e38, 1e-40], dtype=torch.bfloat16),
    bool=torch.tensor([True, False, True]),
    uint8=torch.tensor([0, 255], dtype=torch.uint8),
    int8=torch.tensor([-128, 127], dtype=torch.int8),
    int16=torch.tensor([-32768, 32767], dtype=torch.int16),
    int32=torch.tensor([-2**31, 2**31 - 1], dtype=torch.int32),
    int64=torch.tensor([-2**63, 2**63 - 1], dtype=torch.int64))
safetensors("layouts.safetensors", tensors)
torch.save(tensors, "layouts.pth")
torch.save(tensors, "layouts_protocol4.pth", pickle_protocol=4)
torch.save(tensors, "layouts_legacy.pth", _use_new_zipfile_serialization=False)
torch.save(tensors, "layouts_legacy_protocol4.pth", _use_new_zipfile_serialization=False, pickle_protocol=4)

# A training checkpoint as scripts write them: a wrapped model, its optimizer, scalars.
torch.manual_seed(0)
model = torch.nn.DataParallel(torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3)))
optimizer = torch.optim.Adam(model.parameters())
model(torch.ones(4, 2)).sum().backward()
optimizer.step()
checkpoint = {"epoch": 12, "arch": "tiny", "best_prec1": 91.5, "state_dict": model.state_dict(),
              "optimizer": optimizer.state_dict(), "done": None, "size": torch.Size([2, 3]), "kind": torch.float32}
torch.save(checkpoint, "checkpoint.pth")
torch.save(checkpoint, "checkpoint_legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"optimizer": optimizer.state_dict(), "parts": [base[0], (base[1],)]}, "nested.pth")
torch.save(base, "lone.pth")
safetensors("checkpoint.safetensors", model.state_dict())
torch.save(model, "whole_module.pth")

# 0 … 23 as 2×3×4 (bool: their last bit) in every type, byte order and element order.
arrays = {}
for code in "b1 u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8".split():
    for order in "<>" if code[1] != "1" else "|":
        for layout in "CF":
            values = np.arange(24).reshape(2, 3, 4)
            array = np.array(values % 2 if code == "b1" else values, dtype=order + code, order=layout)
            arrays[f"{ {'<': 'little', '>': 'big', '|': 'byte'}[order]}_{code}_{layout}"] = array
np.savez_compressed("types.npz", **arrays)
np.savez("types_stored.npz", **{k: v for k, v in list(arrays.items())[:5]})
for version in (1, 2, 3):
    with open(f"version{version}.npy", "wb") as f:
        np.lib.format.write_array(f, np.arange(6, dtype="<f4").reshape(2, 3), version=(version, 0))
np.save("zero_dimensional.npy", np.float64(2.5))
np.save("empty.npy", np.zeros((0, 3), dtype="<i4"))
np.save("objects.npy", np.array([{}, None], dtype=object), allow_pickle=True)
np.save("fields.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save("complex.npy", np.zeros(2, dtype="<c8"))
